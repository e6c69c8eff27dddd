using KernelGen.Planning;

namespace KernelGen.Tuner.Benchmarking;

/// <summary>The keys from the first that a query row sees to after the last.</summary>
/// <param name="First">The first.</param>
/// <param name="End">After the last.</param>
internal readonly record struct KeyRange(int First, int End)
{
    /// <summary>How many.</summary>
    public int Count => End - First;

    /// <summary>The ranges of all rows of a problem whose mask leaves no holes.</summary>
    public static KeyRange[] OfRows(CompiledSpec spec, AttentionShape shape)
    {
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, spec.Facts.ResolveOffset(shape), 0, 0, 0, shape.QueryHeads);
        return [.. Enumerable.Range(0, shape.QueryLength).AsParallel().AsOrdered().Select(row =>
        {
            var (first, end) = (0, shape.KeyLength);
            while (first < end && !spec.Oracle.Allowed(scope.QueryOffset + row, first, scope))
                first++;
            while (end > first && !spec.Oracle.Allowed(scope.QueryOffset + row, end - 1, scope))
                end--;
            return new KeyRange(first, end);
        })];
    }
}
