using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>Matrix and warp instructions, and conversions of elements. PTX ISA, chapters 9.7.8 and 9.7.13.</summary>
internal sealed partial class PtxWriter
{
    /// <summary>
    /// Four 8 x 8 matrices of elements from shared memory; lane 8m + r has the address of row r of matrix m (PTX 6.5, sm_75). Each lane gets
    /// two neighbours of row lane / 4; transposed, of column lane / 4.
    /// </summary>
    public void LoadMatrices(IReadOnlyList<PtxRegister> four, PtxRegister at, int offset, bool isTransposed)
    {
        Require(6, 5, 75);
        Emit($"ldmatrix.sync.aligned.m8n8.x4{(isTransposed ? ".trans" : "")}.shared.b16", Vector(four), Address(at, offset));
    }

    /// <summary>
    /// sum += a x b on the tensor cores into float32: 16 x 16 by 16 x 8 elements of 16 bits, or 16 x 8 by 8 x 8 of float32 rounded to tf32 (PTX 7.0,
    /// sm_80).
    /// </summary>
    public void MultiplyMatrices(ElementType element, IReadOnlyList<PtxRegister> sum, IReadOnlyList<PtxRegister> a, IReadOnlyList<PtxRegister> b)
    {
        Require(7, 0, 80);
        var (type, inner) = element == ElementType.Float32 ? ("tf32", 8) : (Name(element), 16);
        Emit($"mma.sync.aligned.m16n8k{inner}.row.col.f32.{type}.{type}.f32", Vector(sum), Vector(a), Vector(b), Vector(sum));
    }

    /// <summary>A float rounded to tf32, which has 10 bits of fraction; ties go away from zero (PTX 7.0, sm_80).</summary>
    public void RoundToTensorFloat(PtxRegister to, PtxRegister from)
    {
        Require(7, 0, 80);
        Emit("cvt.rna.tf32.f32", to, from);
    }

    /// <summary>The value of the lane whose number differs in the bits of <paramref name="mask"/>.</summary>
    public void Exchange(PtxRegister to, PtxRegister from, int mask) => Emit("shfl.sync.bfly.b32", to, from, mask, 31, -1);

    /// <summary>Two floats rounded to elements, the lower half first (for bfloat16 PTX 7.0, sm_80).</summary>
    public void Round(ElementType element, PtxRegister to, PtxRegister low, PtxRegister high)
    {
        RequireElement(element);
        Emit($"cvt.rn.{Name(element)}x2.f32", to, high, low);
    }

    /// <summary>A float rounded to an element (for bfloat16 PTX 7.0, sm_80).</summary>
    public void Round(ElementType element, PtxRegister to, PtxRegister from)
    {
        RequireElement(element);
        Emit($"cvt.rn.{Name(element)}.f32", to, from);
    }

    /// <summary>The two elements of a register as floats. A bfloat16 is the upper half of a float.</summary>
    public void Unpack(ElementType element, PtxRegister low, PtxRegister high, PtxRegister from)
    {
        using (Block())
        {
            if (element == ElementType.BFloat16)
            {
                PtxRegister lowBits = Temporary(PtxType.B32), highBits = Temporary(PtxType.B32);
                ShiftLeft(lowBits, from, 16);
                And(highBits, from, PtxOperand.Bits(0xffff0000));
                Emit("mov.b32", low, lowBits);
                Emit("mov.b32", high, highBits);
                return;
            }
            PtxRegister lowHalf = Temporary(PtxType.B16), highHalf = Temporary(PtxType.B16);
            Split(lowHalf, highHalf, from);
            Emit("cvt.f32.f16", low, lowHalf);
            Emit("cvt.f32.f16", high, highHalf);
        }
    }

    /// <summary>An element as a float.</summary>
    public void ToFloat(ElementType element, PtxRegister to, PtxRegister from)
    {
        if (element == ElementType.Float16)
        {
            Emit("cvt.f32.f16", to, from);
            return;
        }
        using (Block())
        {
            PtxRegister none = Temporary(PtxType.B16), bits = Temporary(PtxType.B32);
            Move(none, 0);
            Join(bits, none, from);
            Emit("mov.b32", to, bits);
        }
    }

    private void RequireElement(ElementType element)
    {
        if (element == ElementType.BFloat16)
            Require(7, 0, 80);
    }

    private static string Name(ElementType element) => element switch
    {
        ElementType.Float16 => "f16",
        ElementType.BFloat16 => "bf16",
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "Elements of 16 bits are float16 or bfloat16."),
    };
}
