using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>The functions that the kernels of a spec call: only those that it needs, and only with what ILGPU's core package translates.</summary>
internal static class IlgpuMath
{
    public static void Emit(SourceWriter writer, AttentionSpec spec)
    {
        writer.Line("""
            // 2^x: one approximate instruction on a GPU, exact at -infinity and 0.
            private static float Exp2(float x) => IntrinsicMath.CPUOnly.Exp2(x);
            """);
        if (Calls(spec, UnaryOp.Exp))
            writer.Line("\nprivate static float Exp(float x) => Exp2(x * 1.442695f);");
        if (Calls(spec, UnaryOp.Log))
            writer.Line("\nprivate static float Log(float x) => IntrinsicMath.CPUOnly.Log2(x) * 0.6931472f;");
        if (spec.Softcap > 0 || Calls(spec, UnaryOp.Tanh))
            EmitTanh(writer);
        if (spec.WritesLse)
        {
            writer.Line("""

                // The natural logarithm of sum * 2^maximum.
                private static float LogSumExp(float maximum, float sum)
                    => sum == 0f ? float.NegativeInfinity : (maximum + IntrinsicMath.CPUOnly.Log2(sum)) * 0.6931472f;
                """);
        }
        if (spec.Precision == ElementType.Float16)
            EmitHalf(writer);
        if (spec.Precision == ElementType.BFloat16)
            EmitFromBrain(writer);
        if (spec.OutputPrecision == ElementType.BFloat16)
            EmitToBrain(writer);
        if (spec.Precision == ElementType.BFloat16)
            EmitBrainPair(writer);
        if (spec.Precision == ElementType.Float8E4M3)
            EmitEight(writer);
        IlgpuData.EmitReads(writer, spec);
    }

    private static bool Calls(AttentionSpec spec, UnaryOp op)
        => new[] { spec.Mask, spec.Score, spec.SinkLogit }.OfType<Expr>().SelectMany(expr => expr.All()).OfType<Unary>().Any(unary => unary.Op == op);

    private static void EmitTanh(SourceWriter writer) => writer.Line($$"""

        // tanh(x): an odd polynomial up to {{RoundTrip.Text(TanhPolynomial.Limit)}} (minimax, relative error 1e-7 in float32), beyond it (1 - e^-2x) / (1 + e^-2x); a GPU's own
        // tanh has eleven bits.
        private static float Tanh(float x)
        {
            float size = IntrinsicMath.Abs(x), square = x * x;
            float p = {{TanhPolynomial.Literal(0)}} * square {{TanhPolynomial.Summand(1)}};
            p = p * square {{TanhPolynomial.Summand(2)}};
            p = p * square {{TanhPolynomial.Summand(3)}};
            p = p * square {{TanhPolynomial.Summand(4)}};
            p = (p * square {{TanhPolynomial.Summand(5)}}) * x;
            float e = Exp2(size * -2.88539f);
            float far = (1f - e) / (1f + e);
            return size < {{RoundTrip.Text(TanhPolynomial.Limit)}}f ? p : x < 0f ? -far : far;
        }
        """);

    private static void EmitHalf(SourceWriter writer) => writer.Line("""

        // float16 by its bits, because not every device has it, and on those that have not ILGPU refuses every kernel that names the type.
        // Subnormals are made by subtracting what was added to their exponent.
        private static float FromHalf(ushort half)
        {
            uint bits = unchecked((half & 0x7fffu) << 13), exponent = bits & 0x0f800000u;
            float value = exponent == 0u ? Interop.IntAsFloat(bits + 0x38800000u) - 6.1035156E-05f
                : Interop.IntAsFloat(exponent == 0x0f800000u ? bits + 0x70000000u : bits + 0x38000000u);
            return Interop.IntAsFloat(Interop.FloatAsInt(value) | ((half & 0x8000u) << 16));
        }

        // Rounds to nearest, ties to even; what is too large becomes infinity, a NaN stays one.
        private static ushort ToHalf(float value)
        {
            uint bits = Interop.FloatAsInt(value), sign = (bits >> 16) & 0x8000u;
            bits &= 0x7fffffffu;
            uint half = bits >= 0x47800000u ? (bits > 0x7f800000u ? 0x7e00u : 0x7c00u)
                : bits < 0x38800000u ? Interop.FloatAsInt(Interop.IntAsFloat(bits) + 0.5f) - 0x3f000000u
                : unchecked(bits + 0xc8000fffu + ((bits >> 13) & 1u)) >> 13;
            return (ushort)(sign | half);
        }

        // The two elements of 32 bits.
        private static float Low(uint pair) => FromHalf((ushort)(pair & 0xffffu));

        private static float High(uint pair) => FromHalf((ushort)(pair >> 16));
        """);

    private static void EmitFromBrain(SourceWriter writer) => writer.Line("""

        // A bfloat16 is the upper half of a float32.
        private static float FromBrain(ushort brain) => Interop.IntAsFloat((uint)brain << 16);
        """);

    private static void EmitToBrain(SourceWriter writer) => writer.Line("""

        // Rounds to nearest, ties to even; a NaN stays one.
        private static ushort ToBrain(float value)
        {
            uint bits = Interop.FloatAsInt(value);
            bool isNaN = (bits & 0x7fffffffu) > 0x7f800000u;
            return unchecked((ushort)((isNaN ? bits | 0x00400000u : bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16));
        }
        """);

    private static void EmitBrainPair(SourceWriter writer) => writer.Line("""

        // The two elements of 32 bits.
        private static float Low(uint pair) => Interop.IntAsFloat(pair << 16);

        private static float High(uint pair) => Interop.IntAsFloat(pair & 0xffff0000u);
        """);

    private static void EmitEight(SourceWriter writer) => writer.Line("""

        // The lowest 8 bits as 1 of sign, 4 of exponent and 3 of fraction. Subnormals are made by subtracting what was added to their exponent.
        private static float FromEight(uint bits)
        {
            uint size = (bits & 0x7fu) << 20;
            float value = size < 0x00800000u ? Interop.IntAsFloat(size + 0x3c800000u) - 0.015625f
                : Interop.IntAsFloat(size == 0x07f00000u ? 0x7fc00000u : size + 0x3c000000u);
            return Interop.IntAsFloat(Interop.FloatAsInt(value) | ((bits & 0x80u) << 24));
        }
        """);
}
