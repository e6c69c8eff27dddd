using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Step 2c: new maximum, rescaling factor, and the weights 2^(score - maximum) in place of the scores.</summary>
internal static class CpuSoftmax
{
    public static void Emit(SourceWriter writer, CpuNames n) => writer.Line($$"""

        // 2c New maximum and rescale. First each row's maximum in this tile, then, for {{n.Lanes}} rows at once, the running maximum and the factor
        // for what was summed up so far, then the weights.
        {{CpuNames.FullyOptimized}}
        private static void Softmax(float* scores, float* maxima, float* tileMaxima, float* rescale, float* sums, int rows)
        {
            for (int r = 0; r < rows; r++)
                tileMaxima[r] = RowMaximum(scores + r * KeyTile);
            for (int r = 0; r < rows; r += Lanes)
            {
                var before = {{n.Vector}}.Load(maxima + r);
                var maximum = {{n.Vector}}.MaxNative(before, {{n.Vector}}.Load(tileMaxima + r));
                // A row that has seen no allowed key has the maximum -infinity; 0 in its place avoids -infinity minus -infinity.
                var shift = {{n.Vector}}.ConditionalSelect({{n.Vector}}.Equals(maximum, {{n.Vector}}.Create(float.NegativeInfinity)), {{n.Vector}}<float>.Zero, maximum);
                maximum.Store(maxima + r);
                shift.Store(tileMaxima + r);
                {{n.Simd}}.Exp2(before - shift).Store(rescale + r);
            }
            for (int r = 0; r < rows; r++)
            {
                var sum = Weights(scores + r * KeyTile, tileMaxima[r]);
                {{n.Vector}}.MultiplyAddEstimate({{n.Vector}}.Load(sums + r * Lanes), {{n.Vector}}.Create(rescale[r]), sum).Store(sums + r * Lanes);
            }
        }

        {{CpuNames.FullyOptimized}}
        private static float RowMaximum(float* scores)
        {
            var a = {{n.Vector}}.Load(scores);
            var b = {{n.Vector}}.Load(scores + Lanes);
            for (int c = 2 * Lanes; c < KeyTile; c += 2 * Lanes)
            {
                a = {{n.Vector}}.MaxNative(a, {{n.Vector}}.Load(scores + c));
                b = {{n.Vector}}.MaxNative(b, {{n.Vector}}.Load(scores + c + Lanes));
            }
            return {{n.Simd}}.Max({{n.Vector}}.MaxNative(a, b));
        }

        {{CpuNames.FullyOptimized}}
        private static {{n.Vector}}<float> Weights(float* scores, float maximum)
        {
            var shift = {{n.Vector}}.Create(maximum);
            var a = {{n.Vector}}<float>.Zero;
            var b = {{n.Vector}}<float>.Zero;
            for (int c = 0; c < KeyTile; c += 2 * Lanes)
            {
                var p = {{n.Simd}}.Exp2({{n.Vector}}.Load(scores + c) - shift);
                var q = {{n.Simd}}.Exp2({{n.Vector}}.Load(scores + c + Lanes) - shift);
                p.Store(scores + c);
                q.Store(scores + c + Lanes);
                a += p;
                b += q;
            }
            return a + b;
        }
        """);
}
