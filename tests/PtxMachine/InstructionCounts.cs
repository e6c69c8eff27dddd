namespace KernelGen.PtxMachine;

/// <summary>A count by kind of instruction.</summary>
public sealed class InstructionCounts
{
    private readonly Lazy<IReadOnlyDictionary<string, long>> counts;

    internal InstructionCounts(Lazy<IReadOnlyList<InstructionReport>> lines, Func<InstructionReport, long> count) =>
        counts = new(() => lines.Value
            .GroupBy(line => line.Name, (name, same) => (Name: name, Count: same.Sum(count)))
            .Where(pair => pair.Count > 0)
            .ToDictionary(pair => pair.Name, pair => pair.Count));

    public long Total => ByName.Values.Sum();

    /// <summary>By opcode with all its modifiers; zeros are left out.</summary>
    public IReadOnlyDictionary<string, long> ByName => counts.Value;

    /// <summary>The count of an opcode ("mma"), or of an opcode with its first modifiers ("ld.shared", "cp.async.cg").</summary>
    public long this[string kind] =>
        ByName.Where(pair => pair.Key == kind || pair.Key.StartsWith(kind + ".", StringComparison.Ordinal)).Sum(pair => pair.Value);

    public override string ToString() =>
        string.Join(", ", ByName.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));
}
