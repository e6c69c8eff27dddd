namespace KernelGen.Benchmarks.Masks;

/// <summary>What masks and score functions cost on the CPU: one mask in three forms, sparse masks, scores.</summary>
internal static class MaskCases
{
    private const int Heads = 8;

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<MaskCase> All { get; } =
    [
        BesideCausal("causal as a method", CausalMethod64.Compiled, CaseData.None),
        BesideCausal("causal as ranges", CausalRanges64.Compiled, CaseData.Of(Enumerable.Range(1, 4096))),
        BesideCausal("ALiBi", Alibi64.Compiled, CaseData.Of(Enumerable.Range(1, Heads).Select(head => MathF.Pow(2, -head)))),
        BesideCausal("tanh score", Tanh64.Compiled, CaseData.None),
        BesideDense("window of 512 keys", Window64.Compiled, Square(8192), CaseData.None),
        BesideDense("documents, 16", Documents64.Compiled, Square(8192), CaseData.Of(Documents(8192, 16))),
        BesideDense("neighborhood 13 x 13 of 256 x 256", Neighborhood64.Compiled, new(1, 1, 1, 65536, 65536), CaseData.None),
        Blocks(),
    ];

    /// <summary>The document of each of some positions; the lengths vary.</summary>
    public static IEnumerable<int> Documents(int positions, int documents)
    {
        var random = new Random(5);
        var starts = Enumerable.Range(0, documents - 1).Select(_ => random.Next(positions)).Append(0).Order().ToArray();
        return Enumerable.Range(0, positions).Select(position => starts.Count(start => start <= position));
    }

    private static MaskCase BesideCausal(string name, CompiledSpec spec, CaseData data)
        => new(name, spec, Square(4096), Causal64.Compiled, Square(4096), data);

    private static MaskCase BesideDense(string name, CompiledSpec spec, AttentionShape shape, CaseData data)
        => new(name, spec, shape, Dense64.Compiled, Square(2048), data);

    // Every tenth block of each row, other ones for each head, against all of them.
    private static MaskCase Blocks()
    {
        const int Size = 64, Seen = 13;
        var shape = new AttentionShape(1, 2, 2, 8192, 8192);
        var blocks = BlockMask.Empty(shape, Size, Size);
        var columns = shape.KeyLength / Size;
        var random = new Random(5);
        int[] all = [.. Enumerable.Range(0, columns)];
        for (var row = 0; row < blocks.Blocks.Length; row += columns)
        {
            random.Shuffle(all);
            foreach (var column in all.AsSpan(0, Seen))
                blocks.Blocks[row + column] = true;
        }
        return new("blocks of 64 x 64, a tenth", Blocks64.Compiled, shape, Dense64.Compiled, shape, CaseData.Of(blocks))
        {
            BlockShare = (double)Seen / columns,
        };
    }

    private static AttentionShape Square(int length) => new(1, Heads, Heads, length, length);
}
