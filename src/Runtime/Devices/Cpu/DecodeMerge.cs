using System.Numerics.Tensors;

namespace KernelGen.Devices.Cpu;

/// <summary>Merges the parts of a row that were computed over disjoint shares of its keys, by their maxima and sums (log-sum-exp).</summary>
internal static unsafe class DecodeMerge
{
    /// <summary>Adds parts 1 and up to part 0, all rescaled to the common maximum.</summary>
    /// <param name="output">The row's unnormalised output in part 0; receives the merged one.</param>
    /// <param name="maxima">The row's maximum in part 0, in base 2.</param>
    /// <param name="sums">The row's sum in part 0.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="stride">Floats from one part to the next.</param>
    /// <param name="columns">Elements of the row.</param>
    /// <returns>The common maximum and the merged sum.</returns>
    public static (float Maximum, float Sum) Row(float* output, float* maxima, float* sums, int parts, long stride, int columns)
    {
        var maximum = float.NegativeInfinity;
        for (var p = 0; p < parts; p++)
            maximum = Math.Max(maximum, maxima[p * stride]);
        if (float.IsNegativeInfinity(maximum))
            return (maximum, 0);
        var row = new Span<float>(output, columns);
        var sum = 0f;
        for (var p = 0; p < parts; p++)
        {
            var factor = float.Exp2(maxima[p * stride] - maximum);
            sum += factor * sums[p * stride];
            if (p == 0)
                TensorPrimitives.Multiply(row, factor, row);
            else if (factor != 0)
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(output + p * stride, columns), factor, row, row);
        }
        return (maximum, sum);
    }
}
