using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// What lets decode read float16 at the memory's speed. A float16 that is only moved into float32's fields is 2^112 times too small, and an
/// infinity or NaN looks like a number. The other factor carries the 2^112 instead, and the products check what they read; where one has
/// met an infinity or NaN it is computed again from full conversions.
/// </summary>
internal static class CpuDecodeHalf
{
    // 2^112: the difference of the exponents' biases, 127 - 15.
    private const int Rebias = 112;

    // What the query carries of it. A float16 is below 2^16, so the query stays finite at any scale up to 2^14; what is missing
    // multiplies the sums, whose terms of 2^-16 and more of a logit stay clear of float32's subnormals.
    private const int InQuery = 96;

    /// <summary>The power of two that K lacks and the query carries, 1 where K is converted in full.</summary>
    public static double QueryFactor(CpuNames n, CpuDecodeLayout layout) => layout.ReadsHalfKeys ? Power(Carried(n)) : 1;

    /// <summary>The power of two that the sums of K's products still lack, as a factor in the text; empty where they lack none.</summary>
    public static string SumFactor(CpuNames n, CpuDecodeLayout layout)
        => layout.ReadsHalfKeys ? $" * {FloatText.Literal(Power(Rebias - Carried(n)))}" : "";

    /// <summary>The methods that multiply the weights by 2^112 and that compute once more what has met an infinity or NaN.</summary>
    public static void Emit(SourceWriter writer, CpuNames n, CpuDecodeLayout layout)
    {
        if (layout.ReadsHalfKeys)
            EmitDot(writer, n, layout);
        if (layout.ReadsHalfValues)
            EmitAccumulate(writer, n);
    }

    private static void EmitDot(SourceWriter writer, CpuNames n, CpuDecodeLayout layout) => writer.Line($$"""

        // 2a once more, from full conversions: one of the keys holds an infinity or a NaN.
        {{CpuNames.FullyOptimized}}
        private static void DotSpecial(float* queries, Half* k0, Half* k1, Half* k2, Half* k3, float* scores, int rows)
        {
            for (int r = 0; r < rows; r++)
            {
                var s0 = {{n.Vector}}<float>.Zero;
                var (s1, s2, s3) = (s0, s0, s0);
                for (int d = 0; d < {{layout.PaddedHeadDim}}; d += 2 * Lanes)
                {
                    var q = {{n.Vector}}.Load(queries + r * {{layout.PaddedHeadDim}} + d) * {{FloatText.Literal(Power(-Carried(n)))}};
                    s0 += q * {{n.Simd}}.Even(k0 + d);
                    s1 += q * {{n.Simd}}.Even(k1 + d);
                    s2 += q * {{n.Simd}}.Even(k2 + d);
                    s3 += q * {{n.Simd}}.Even(k3 + d);
                    q = {{n.Vector}}.Load(queries + r * {{layout.PaddedHeadDim}} + d + Lanes) * {{FloatText.Literal(Power(-Carried(n)))}};
                    s0 += q * {{n.Simd}}.Odd(k0 + d);
                    s1 += q * {{n.Simd}}.Odd(k1 + d);
                    s2 += q * {{n.Simd}}.Odd(k2 + d);
                    s3 += q * {{n.Simd}}.Odd(k3 + d);
                }
                {{n.Simd}}.Sums(s0, s1, s2, s3).Store(scores + r * KeyTile);
            }
        }
        """);

    private static void EmitAccumulate(SourceWriter writer, CpuNames n) => writer.Line($$"""

        // 2d Before it: the weights take the 2^112 that the values lack.
        {{CpuNames.FullyOptimized}}
        private static void ScaleWeights(float* weights, int count)
        {
            for (int c = 0; c < count; c += Lanes)
                ({{n.Vector}}.Load(weights + c) * {{FloatText.Literal(Power(Rebias))}}).Store(weights + c);
        }

        // 2d once more, from full conversions: one of the values holds an infinity or a NaN.
        {{CpuNames.FullyOptimized}}
        private static void AccumulateSpecial(float* weights, Half* values, long stride, float* output, float* rescale, int rows, int columns)
        {
            for (int r = 0; r < rows; r++)
            {
                float* row = output + r * PaddedValueDim;
                for (int c = 0; c < columns; c += 2 * Lanes)
                {
                    var even = {{n.Vector}}.Load(row + c) * {{n.Vector}}.Create(rescale[r]);
                    var odd = {{n.Vector}}.Load(row + c + Lanes) * {{n.Vector}}.Create(rescale[r]);
                    for (int k = 0; k < KeyTile; k++)
                    {
                        var w = {{n.Vector}}.Create(weights[r * KeyTile + k] * {{FloatText.Literal(Power(-Rebias))}});
                        even += w * {{n.Simd}}.Even(values + k * stride + c);
                        odd += w * {{n.Simd}}.Odd(values + k * stride + c);
                    }
                    even.Store(row + c);
                    odd.Store(row + c + Lanes);
                }
            }
        }
        """);

    // Less for a scale above 1, so that the product of query, scale and power stays finite.
    private static int Carried(CpuNames n)
        => InQuery - Math.Max(0, (int)Math.Ceiling(Math.Log(LogitScale.OfQueries(n.Spec), 2)));

    private static double Power(int exponent) => Math.Pow(2, exponent);
}
