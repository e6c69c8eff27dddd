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

    private static AttentionShape Square(int length) => new(1, Heads, Heads, length, length);
}
