namespace KernelGen.Templates.Cpu;

/// <summary>Neighbouring column panels of equal width; a kernel walks each group with one loop.</summary>
/// <param name="Start">The first column.</param>
/// <param name="End">The column after the last.</param>
/// <param name="Vectors">Vectors of a panel.</param>
/// <param name="Columns">Columns of a panel.</param>
internal sealed record PanelGroup(int Start, int End, int Vectors, int Columns)
{
    /// <summary>Groups panels given by their vectors.</summary>
    public static IReadOnlyList<PanelGroup> Of(IReadOnlyList<int> panels, int lanes)
    {
        var groups = new List<PanelGroup>();
        foreach (var vectors in panels)
        {
            var start = groups.Count == 0 ? 0 : groups[groups.Count - 1].End;
            if (groups.Count > 0 && groups[groups.Count - 1].Vectors == vectors)
                groups[groups.Count - 1] = groups[groups.Count - 1] with { End = start + vectors * lanes };
            else
                groups.Add(new PanelGroup(start, start + vectors * lanes, vectors, vectors * lanes));
        }
        return groups;
    }

    /// <summary>The head of the loop over the group's panels.</summary>
    public string Loop(string column) => $"for (int {column} = {Start}; {column} < {End}; {column} += {Columns})";
}
