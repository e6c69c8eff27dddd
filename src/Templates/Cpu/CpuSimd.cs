using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>The helpers of one vector width, written once per spec after its kernels: exp2, horizontal maximum and sum, and what else the spec needs.</summary>
public static class CpuSimd
{
    /// <summary>Writes the helper class of a width.</summary>
    public static void Emit(SourceWriter writer, AttentionSpec spec, int bits)
    {
        var v = $"Vector{bits}";
        writer.Line($"/// <summary>Arithmetic on vectors of {bits} bits.</summary>");
        using (writer.Block($"private static unsafe class Simd{bits}"))
        {
            EmitExp2(writer, v);
            EmitHorizontal(writer, v, bits);
            EmitSums(writer, v, bits);
            if (spec.Softcap > 0 || spec.Score?.All().Any(expr => expr is Unary { Op: UnaryOp.Tanh }) == true)
                EmitTanh(writer, v, bits);
            EmitLoad(writer, spec.Precision, v, bits);
        }
    }

    private static void EmitExp2(SourceWriter writer, string v) => writer.Line($$"""
        // 2^x for x <= 0: 2^n * 2^f with n = round(x) and f in [-0.5, 0.5], a polynomial of degree 5 (relative error 1.5e-7 in
        // float32): the best of those that are exactly 1 at f = 0, so that sums whose maximum stays are not rescaled, not even by a last place.
        // Below -126 the result is 0, -infinity included; a NaN stays one, for the maximum of 0 and a NaN is the NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static {{v}}<float> Exp2({{v}}<float> x)
        {
            var shifter = {{v}}.Create(12582912f); // 1.5 * 2^23: adding it leaves round(x) in the low bits
            var t = x + shifter;
            var f = x - (t - shifter);
            var p = {{v}}.Create(0.0013264727f);
            p = {{v}}.MultiplyAddEstimate(p, f, {{v}}.Create(0.009671513f));
            p = {{v}}.MultiplyAddEstimate(p, f, {{v}}.Create(0.055507336f));
            p = {{v}}.MultiplyAddEstimate(p, f, {{v}}.Create(0.24022242f));
            p = {{v}}.MultiplyAddEstimate(p, f, {{v}}.Create(0.693147f));
            p = {{v}}.MultiplyAddEstimate(p, f, {{v}}<float>.One);
            var power = (p.AsInt32() + (t.AsInt32() << 23)).AsSingle();
            return {{v}}.ConditionalSelect({{v}}.GreaterThanOrEqual(x, {{v}}.Create(-126f)), power, {{v}}.MaxNative({{v}}<float>.Zero, x));
        }
        """);

    private static void EmitHorizontal(SourceWriter writer, string v, int bits)
    {
        foreach (var (name, combine) in new[] { ("Max", "Vector{0}.MaxNative({1}, {2})"), ("Sum", "{1} + {2}") })
        {
            writer.Line();
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            using (writer.Block($"public static float {name}({v}<float> x)"))
            {
                var current = "x";
                for (var half = bits / 2; half >= 128; half /= 2)
                {
                    var next = $"h{half}";
                    writer.Line($"var {next} = {Combine(combine, half, $"{current}.GetLower()", $"{current}.GetUpper()")};");
                    current = next;
                }
                writer.Line($"var pairs = {Combine(combine, 128, current, $"Vector128.Shuffle({current}, Vector128.Create(2, 3, 0, 1))")};");
                writer.Line($"return ({Combine(combine, 128, "pairs", "Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))")}).ToScalar();");
            }
        }
    }

    private static string Combine(string format, int bits, string left, string right)
        => format.Replace("{0}", $"{bits}").Replace("{1}", left).Replace("{2}", right);

    private static void EmitSums(SourceWriter writer, string v, int bits)
    {
        writer.Line();
        writer.Line("// The sums of four vectors, side by side.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        writer.Line($"public static Vector128<float> Sums({v}<float> a, {v}<float> b, {v}<float> c, {v}<float> d)");
        using (writer.Indent())
            writer.Line("=> Fold(Rows.PairSums(Rows.PairSums(a, b), Rows.PairSums(c, d)));");
        writer.Line();
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Block($"private static Vector128<float> Fold({v}<float> x)"))
        {
            var current = "x";
            for (var half = bits / 2; half >= 128; half /= 2)
            {
                writer.Line($"var h{half} = {current}.GetLower() + {current}.GetUpper();");
                current = $"h{half}";
            }
            writer.Line($"return {current};");
        }
    }

    private static void EmitTanh(SourceWriter writer, string v, int bits) => writer.Line($$"""

        // tanh(x): an odd polynomial up to {{RoundTrip.Text(TanhPolynomial.Limit)}} (minimax, relative error 1e-7 in float32), beyond it (1 - e^-2x) / (1 + e^-2x); so small
        // logits keep their digits.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static {{v}}<float> Tanh({{v}}<float> x)
        {
            var size = {{v}}.Abs(x);
            var square = x * x;
            var p = {{v}}.Create({{TanhPolynomial.Literal(0)}});
            p = {{v}}.MultiplyAddEstimate(p, square, {{v}}.Create({{TanhPolynomial.Literal(1)}}));
            p = {{v}}.MultiplyAddEstimate(p, square, {{v}}.Create({{TanhPolynomial.Literal(2)}}));
            p = {{v}}.MultiplyAddEstimate(p, square, {{v}}.Create({{TanhPolynomial.Literal(3)}}));
            p = {{v}}.MultiplyAddEstimate(p, square, {{v}}.Create({{TanhPolynomial.Literal(4)}}));
            p = {{v}}.MultiplyAddEstimate(p, square, {{v}}.Create({{TanhPolynomial.Literal(5)}})) * x;
            // e^-2x instead of e^2x, because Exp2 takes no positive argument: (1 - e) / (1 + e).
            var e = Exp2(size * {{v}}.Create(-2.885390082f));
            var far = {{v}}.CopySign(({{v}}<float>.One - e) / ({{v}}<float>.One + e), x);
            return {{v}}.ConditionalSelect({{v}}.LessThan(size, {{v}}.Create({{RoundTrip.Text(TanhPolynomial.Limit)}}f)), p, far);
        }
        """);

    private static void EmitLoad(SourceWriter writer, ElementType type, string v, int bits)
    {
        writer.Line($$"""

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static {{v}}<float> Load(float* p) => {{v}}.Load(p);
            """);
        if (type.Bytes() == CpuDecodeRow.PairedBytes)
            EmitPairs(writer, type == ElementType.BFloat16, v);
        if (type == ElementType.Float8E4M3)
        {
            writer.Line($$"""

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> Load(Float8E4M3* p) => Rows.Load{{bits}}(p);
                """);
        }
    }

    // See CpuDecodeRow.
    private static void EmitPairs(SourceWriter writer, bool isBFloat16, string v)
    {
        writer.Line();
        if (isBFloat16)
        {
            writer.Line($$"""
                // A bfloat16 is the upper half of a float32. Two lie where one float does: the even ones are moved up, the odd ones are there.
                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> Even(BFloat16* p) => ({{v}}.Load((int*)p) << 16).AsSingle();

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> Odd(BFloat16* p) => ({{v}}.Load((int*)p) & {{v}}.Create(unchecked((int)0xffff0000))).AsSingle();
                """);
        }
        else
        {
            writer.Line($$"""
                // Two float16s lie where one float does. In the upper half, they are moved to float32's fields: 2^112 times too small, exact,
                // subnormals included; infinities and NaNs look like numbers.
                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> EvenSmall(Half* p) => Small({{v}}.Load((int*)p) << 16);

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> OddSmall(Half* p) => Small({{v}}.Load((int*)p));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                private static {{v}}<float> Small({{v}}<int> upper) => ((upper >> 3) & {{v}}.Create(unchecked((int)0x8fffe000))).AsSingle();

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> Even(Half* p) => Converted(EvenSmall(p));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<float> Odd(Half* p) => Converted(OddSmall(p));

                // What was an infinity or NaN is 65536 or more, and gets float32's exponent of all ones.
                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                private static {{v}}<float> Converted({{v}}<float> small)
                {
                    var value = small * {{v}}.Create(5.192296858534828E+33f);
                    var special = {{v}}.GreaterThanOrEqual({{v}}.Abs(value), {{v}}.Create(65536f));
                    return {{v}}.ConditionalSelect(special, value | {{v}}.Create(0x7f800000).AsSingle(), value);
                }

                // The largest magnitudes so far: without their sign, float16s are in the order of their bits.
                public static {{v}}<ushort> NoneSeen => {{v}}<ushort>.Zero;

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static {{v}}<ushort> Larger({{v}}<ushort> largest, Half* p)
                {
                    var bits = {{v}}.Load((ushort*)p);
                    return {{v}}.Max(largest, bits + bits);
                }

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static bool AreFinite({{v}}<ushort> largest) => {{v}}.LessThanAll(largest, {{v}}.Create((ushort)0xf800));
                """);
        }
        writer.Line($$"""

            // Elements that lie as the even ones and then the odd ones, put into their order.
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static void Join(float* pair)
            {
                var (even, odd) = ({{v}}.Load((uint*)pair), {{v}}.Load((uint*)pair + {{v}}<uint>.Count));
                ({{v}}.WidenLower(even) | {{v}}.WidenLower(odd) << 32).Store((ulong*)pair);
                ({{v}}.WidenUpper(even) | {{v}}.WidenUpper(odd) << 32).Store((ulong*)pair + {{v}}<ulong>.Count);
            }
            """);
    }
}
