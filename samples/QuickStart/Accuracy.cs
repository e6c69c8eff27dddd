using System.Numerics.Tensors;
using KernelGen;
using QuickStart.Baselines;

namespace QuickStart;

/// <summary>
/// Compares some query rows with the float64 oracle of the spec. The limit is the rule that every kernel is held to: at most twice the
/// error of the plain loop, which has float32's own rounding, plus eight roundings at the size of the values.
/// </summary>
internal static class Accuracy
{
    private const int Samples = 24;
    private const double EightRoundings = 8 / 8388608.0;

    /// <summary>The largest error of a kernel's output on the sampled rows, and the largest one allowed.</summary>
    public static (double Error, double Allowed) Measure(Workload work, float[] output)
    {
        double error = 0, plainError = 0, magnitude = 0;
        var random = new Random(4);
        var logits = new float[work.Shape.KeyLength];
        var plain = new float[work.HeadDim];
        var exact = new double[work.HeadDim];
        for (var sample = 0; sample < Samples; sample++)
        {
            var (head, row) = (random.Next(work.Heads), random.Next(work.Shape.QueryLength));
            // One row of one head is a call of its own: the shape says where the row stands.
            var shape = new AttentionShape(1, 1, 1, 1, work.Shape.KeyLength) { QueryOffset = work.Position(row) };
            work.Spec.Reference(work.QueryRow(head, row), work.KeysOf(head), work.ValuesOf(head), exact, shape);
            LoopAttention.Row(work, head, row, logits, plain);
            error = Math.Max(error, Difference(output.AsSpan((head * work.Shape.QueryLength + row) * work.HeadDim, work.HeadDim), exact));
            plainError = Math.Max(plainError, Difference(plain, exact));
            magnitude = Math.Max(magnitude, Math.Abs(TensorPrimitives.MaxMagnitude<double>(exact)));
        }
        return (error, 2 * plainError + EightRoundings * magnitude);
    }

    // Math.Max hands a NaN on, and a NaN is not within any limit.
    private static double Difference(ReadOnlySpan<float> actual, double[] exact)
    {
        double largest = 0;
        for (var i = 0; i < exact.Length; i++)
            largest = Math.Max(largest, Math.Abs(actual[i] - exact[i]));
        return largest;
    }
}
