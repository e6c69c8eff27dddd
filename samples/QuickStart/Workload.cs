using KernelGen;

namespace QuickStart;

/// <summary>A model's attention at given sizes, with random inputs.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Spec">The compiled spec.</param>
/// <param name="HeadDim">Elements per head.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Visible">The first key that a position sees and the one after its last, before they are cut to the keys there are.</param>
internal sealed record Workload(
    string Name, CompiledSpec<float> Spec, int HeadDim, AttentionShape Shape, Func<int, (int First, int End)> Visible)
{
    /// <summary>Q, (B, Hq, Nq, D).</summary>
    public float[] Query { get; } = Random(Shape.Batch * Shape.QueryHeads * Shape.QueryLength * HeadDim, seed: 1);

    /// <summary>K, (B, Hkv, Nk, D).</summary>
    public float[] Key { get; } = Random(Shape.Batch * Shape.KeyHeads * Shape.KeyLength * HeadDim, seed: 2);

    /// <summary>V, (B, Hkv, Nk, D).</summary>
    public float[] Value { get; } = Random(Shape.Batch * Shape.KeyHeads * Shape.KeyLength * HeadDim, seed: 3);

    /// <summary>Floating-point operations of one query head: 4 D for every pair that the mask allows.</summary>
    public double FlopsPerHead
        => Enumerable.Range(0, Shape.QueryLength).Sum(row => (long)(Keys(row).End - Keys(row).First)) * 4.0 * HeadDim;

    /// <summary>Query heads of all sequences.</summary>
    public int Heads => Shape.Batch * Shape.QueryHeads;

    /// <summary>The position of a query row: the last one stands at the last key.</summary>
    public int Position(int row) => Shape.KeyLength - Shape.QueryLength + row;

    /// <summary>The keys that a query row sees.</summary>
    public (int First, int End) Keys(int row)
    {
        var (first, end) = Visible(Position(row));
        return (Math.Max(0, first), Math.Min(Shape.KeyLength, end));
    }

    /// <summary>One row of Q.</summary>
    public ReadOnlySpan<float> QueryRow(int head, int row) => Query.AsSpan((head * Shape.QueryLength + row) * HeadDim, HeadDim);

    /// <summary>The keys of the head that a query head reads.</summary>
    public ReadOnlySpan<float> KeysOf(int head) => Block(Key, head);

    /// <summary>The values of the head that a query head reads.</summary>
    public ReadOnlySpan<float> ValuesOf(int head) => Block(Value, head);

    // Heads of all sequences count through, so that the group size is all it takes.
    private ReadOnlySpan<float> Block(float[] tensor, int head)
        => tensor.AsSpan(head / Shape.GroupSize * Shape.KeyLength * HeadDim, Shape.KeyLength * HeadDim);

    private static float[] Random(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
            value = 2 * random.NextSingle() - 1;
        return values;
    }
}
