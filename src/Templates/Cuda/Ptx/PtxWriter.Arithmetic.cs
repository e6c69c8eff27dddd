namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>Arithmetic, comparisons and conversions. PTX ISA, chapter 9.7.</summary>
internal sealed partial class PtxWriter
{
    /// <summary>Copies.</summary>
    public void Move(PtxRegister to, PtxOperand from) => Emit($"mov.{Plain(to)}", to, from);

    /// <summary>Two registers as one of twice the size, the lower half first.</summary>
    public void Join(PtxRegister to, PtxRegister low, PtxRegister high) => Emit($"mov.{Plain(to)}", to, Vector([low, high]));

    /// <summary>The two halves of a register.</summary>
    public void Split(PtxRegister low, PtxRegister high, PtxRegister from) => Emit("mov.b32", Vector([low, high]), from);

    /// <summary>a + b, integers wrap. Of floats where one is a product, the assembler may leave out the product's rounding; <see cref="Rounded"/> forbids it.</summary>
    public void Add(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"add.{Signed(to)}", to, a, b);

    /// <summary>a - b, integers wrap. Of floats as for <see cref="Add"/>.</summary>
    public void Subtract(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"sub.{Signed(to)}", to, a, b);

    /// <summary>a * b, the lower half of it for integers.</summary>
    public void Multiply(PtxRegister to, PtxOperand a, PtxOperand b)
        => Emit(to.Type == PtxType.F32 ? "mul.f32" : $"mul.lo.{Signed(to)}", to, a, b);

    /// <summary>a + b, a - b or a * b, rounded by itself: the assembler does not contract it with its neighbours.</summary>
    public void Rounded(string operation, PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"{operation}.rn.f32", to, a, b);

    /// <summary>a * b + c with one rounding; integers wrap.</summary>
    public void MultiplyAdd(PtxRegister to, PtxOperand a, PtxOperand b, PtxOperand c)
        => Emit(to.Type == PtxType.F32 ? "fma.rn.f32" : $"mad.lo.{Signed(to)}", to, a, b, c);

    /// <summary>a * b + c in 64 bits, of a and b in 32.</summary>
    public void MultiplyAddWide(PtxRegister to, PtxOperand a, PtxOperand b, PtxOperand c) => Emit("mad.wide.s32", to, a, b, c);

    /// <summary>The 64-bit integer of a signed 32-bit one.</summary>
    public void Widen(PtxRegister to, PtxRegister from) => Emit("cvt.s64.s32", to, from);

    /// <summary>The 64-bit integer of an unsigned 32-bit one.</summary>
    public void WidenUnsigned(PtxRegister to, PtxRegister from) => Emit("cvt.u64.u32", to, from);

    /// <summary>The lower 32 bits of a 64-bit integer.</summary>
    public void Narrow(PtxRegister to, PtxRegister from) => Emit("cvt.u32.u64", to, from);

    /// <summary>a / b of integers, truncated; undefined for b = 0.</summary>
    public void Divide(PtxRegister to, PtxOperand a, PtxOperand b) => Emit("div.s32", to, a, b);

    /// <summary>a % b of integers, with the sign of a; undefined for b = 0.</summary>
    public void Remainder(PtxRegister to, PtxOperand a, PtxOperand b) => Emit("rem.s32", to, a, b);

    /// <summary>a / b of floats, correctly rounded.</summary>
    public void DivideFloat(PtxRegister to, PtxOperand a, PtxOperand b) => Emit("div.rn.f32", to, a, b);

    /// <summary>1 / a, correctly rounded.</summary>
    public void Reciprocal(PtxRegister to, PtxOperand a) => Emit("rcp.rn.f32", to, a);

    /// <summary>The square root, correctly rounded.</summary>
    public void SquareRoot(PtxRegister to, PtxOperand a) => Emit("sqrt.rn.f32", to, a);

    /// <summary>2^a: about 2 units in the last place, exact at 0 and -infinity.</summary>
    public void Exp2(PtxRegister to, PtxOperand a) => Emit("ex2.approx.ftz.f32", to, a);

    /// <summary>The logarithm to the base 2, approximately.</summary>
    public void Log2(PtxRegister to, PtxOperand a) => Emit("lg2.approx.ftz.f32", to, a);

    /// <summary>The smaller one; of a number and a NaN the number.</summary>
    public void Minimum(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"min.{Signed(to)}", to, a, b);

    /// <summary>The larger one; of a number and a NaN the number.</summary>
    public void Maximum(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"max.{Signed(to)}", to, a, b);

    /// <summary>The smaller (<c>min</c>) or larger (<c>max</c>) one; NaN when one is.</summary>
    public void ExtremeOrNaN(string operation, PtxRegister to, PtxOperand a, PtxOperand b)
    {
        Require(7, 0, 80);
        Emit($"{operation}.NaN.f32", to, a, b);
    }

    /// <summary>-a.</summary>
    public void Negate(PtxRegister to, PtxOperand a) => Emit($"neg.{Signed(to)}", to, a);

    /// <summary>|a|, wrapping for the smallest integer.</summary>
    public void Absolute(PtxRegister to, PtxOperand a) => Emit($"abs.{Signed(to)}", to, a);

    /// <summary>Every bit, or a truth value, inverted.</summary>
    public void Not(PtxRegister to, PtxOperand a) => Emit($"not.{Plain(to)}", to, a);

    /// <summary>Bits, or truth values, that are in both.</summary>
    public void And(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"and.{Plain(to)}", to, a, b);

    /// <summary>Bits, or truth values, that are in one of them.</summary>
    public void Or(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"or.{Plain(to)}", to, a, b);

    /// <summary>Bits, or truth values, in which they differ.</summary>
    public void Xor(PtxRegister to, PtxOperand a, PtxOperand b) => Emit($"xor.{Plain(to)}", to, a, b);

    /// <summary>Shifts left; 0 from the register's width on.</summary>
    public void ShiftLeft(PtxRegister to, PtxOperand a, PtxOperand count) => Emit($"shl.{Plain(to)}", to, a, count);

    /// <summary>Shifts right, the sign comes in.</summary>
    public void ShiftRight(PtxRegister to, PtxOperand a, PtxOperand count) => Emit($"shr.{Signed(to)}", to, a, count);

    /// <summary>Compares signed integers, or floats where a NaN compares with nothing.</summary>
    /// <param name="comparison"><c>eq ne lt le gt ge</c>, for floats also <c>neu</c>.</param>
    /// <param name="to">The result.</param>
    /// <param name="a">The first operand, which says what is compared.</param>
    /// <param name="b">The second one.</param>
    public void Compare(string comparison, PtxRegister to, PtxRegister a, PtxOperand b) => Emit($"setp.{comparison}.{Signed(a)}", to, a, b);

    /// <summary>Makes a truth value: a constant compared with itself, since PTX has no literals of them.</summary>
    public void Set(PtxRegister to, bool value) => Emit($"setp.{(value ? "eq" : "ne")}.s32", to, 0, 0);

    /// <summary>Whether 0 &lt;= a &lt; b as signed integers: one comparison of unsigned ones.</summary>
    public void IsBelow(PtxRegister to, PtxRegister a, PtxOperand b) => Emit("setp.lo.u32", to, a, b);

    /// <summary>Whether a &lt;= b as unsigned integers.</summary>
    public void IsAtMost(PtxRegister to, PtxRegister a, PtxOperand b) => Emit("setp.ls.u32", to, a, b);

    /// <summary>a where the condition holds, else b.</summary>
    public void Select(PtxRegister to, PtxOperand a, PtxOperand b, PtxRegister condition) => Emit($"selp.{Plain(to)}", to, a, b, condition);

    /// <summary>The nearest float of a signed integer.</summary>
    public void ToFloat(PtxRegister to, PtxOperand a) => Emit("cvt.rn.f32.s32", to, a);

    /// <summary>A float truncated; the nearest integer where there is none, 0 for NaN.</summary>
    public void ToInteger(PtxRegister to, PtxOperand a) => Emit("cvt.rzi.s32.f32", to, a);

    private static string Plain(PtxRegister register) => register.Type switch
    {
        PtxType.Pred => "pred",
        PtxType.B16 => "b16",
        PtxType.B64 => "b64",
        PtxType.F32 => "f32",
        _ => "b32",
    };

    private static string Signed(PtxRegister register) => register.Type switch
    {
        PtxType.F32 => "f32",
        PtxType.B64 => "s64",
        _ => "s32",
    };
}
