namespace KernelGen.Benchmarks;

/// <summary>A spec at given sizes: what a benchmark's parameter holds and its columns are computed from.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="HeadDim">D, and Dv.</param>
/// <param name="Run">Runs a call over the inputs of a benchmark.</param>
/// <param name="FirstKey">The first key that a position sees.</param>
/// <param name="IsCausal">Whether a position sees no key after itself.</param>
public sealed record BenchmarkCase(
    string Name, AttentionShape Shape, int HeadDim, Action<BenchmarkInputs, AttentionOptions> Run, Func<int, int> FirstKey, bool IsCausal)
{
    /// <summary>Floating-point operations on the pairs that the mask allows, of one query head.</summary>
    public double FlopsPerHead
        => 4.0 * HeadDim * Enumerable.Range(0, Shape.QueryLength).Sum(row => (long)(KeysOf(row).End - KeysOf(row).First));

    /// <summary>Floating-point operations of a call.</summary>
    public double Flops => FlopsPerHead * Shape.Batch * Shape.QueryHeads;

    /// <summary>The keys that a query row sees.</summary>
    public (int First, int End) KeysOf(int row)
    {
        var position = Shape.KeyLength - Shape.QueryLength + row;
        return (Math.Max(0, FirstKey(position)), IsCausal ? position + 1 : Shape.KeyLength);
    }

    /// <summary>The name, which is all that a table shows of it.</summary>
    public override string ToString() => Name;
}
