namespace KernelGen.Kernels.Cases;

/// <summary>
/// Fills the run-time half of a case, choosing each dimension's value by the case's number: always the same, never in step.
/// </summary>
/// <param name="largestWork">Multiply-adds that a case may cost; heads are dropped until it fits.</param>
internal sealed class CaseBuilder(long largestWork)
{
    // A thousandfold logit is exact or far off by luck. Over this many of them the luck of the kernel and of the plain implementation
    // evens out; below, comparing the two says nothing.
    private const long FewestLargeLogits = 4096;

    private uint _number;

    /// <summary>A case of the given lengths; the other dimensions vary from call to call.</summary>
    public KernelCase Any(SpecCase spec, int queryLength, int keyLength)
    {
        _number++;
        var (queryHeads, keyHeads) = Pick(Dimensions.Heads, 1);
        var shape = new AttentionShape(Pick([1, 2], 2), queryHeads, keyHeads, queryLength, keyLength)
        {
            QueryOffset = spec.Mask == MaskKind.None || Pick([true, false], 3) ? null : Pick(Dimensions.QueryOffsets, 4),
        };
        var test = Fit(new KernelCase(
            spec, shape, Pick(Dimensions.LogitScales, 5), Poison.None, Pick(Enum.GetValues<TensorLayout>(), 6)));
        var logits = test.Work / (spec.HeadDim + spec.ValueHeadDim);
        return test.LogitScale > 1 && logits < FewestLargeLogits ? test with { LogitScale = 1 } : test;
    }

    /// <summary>A case in which masked keys are poisoned and some rows see none of them.</summary>
    public KernelCase Poisoned(SpecCase spec, Poison poison, int queryLength, int keyLength)
    {
        _number++;
        var (queryHeads, keyHeads) = Pick(Dimensions.Heads, 1);
        // From the first key on: the last quarter is then out of sight for the first rows of every mask.
        var shape = new AttentionShape(1, queryHeads, keyHeads, queryLength, keyLength) { QueryOffset = 0 };
        return Fit(new KernelCase(spec, shape, 1, poison, Pick([TensorLayout.Bhnd, TensorLayout.Bnhd, TensorLayout.Padded], 6)));
    }

    private KernelCase Fit(KernelCase wanted)
    {
        (AttentionShape Shape, long Work) Smaller(int queryHeads) => Sized(wanted with
        {
            Shape = wanted.Shape with { Batch = 1, QueryHeads = queryHeads, KeyHeads = 1 },
        });
        static (AttentionShape, long) Sized(KernelCase test) => (test.Shape, test.Work);

        (AttentionShape Shape, long Work)[] choices = [Sized(wanted), Smaller(wanted.Shape.GroupSize), Smaller(1)];
        var index = Array.FindIndex(choices, choice => choice.Work <= largestWork);
        return wanted with { Shape = choices[index < 0 ? ^1 : index].Shape };
    }

    private T Pick<T>(IReadOnlyList<T> values, uint dimension)
    {
        // Multiplication by odd constants scatters neighbours; the upper bits are the good ones.
        var hash = (_number * 2654435761u + dimension * 2246822519u) * 3266489917u;
        return values[(int)((hash >> 8) % (uint)values.Count)];
    }
}
