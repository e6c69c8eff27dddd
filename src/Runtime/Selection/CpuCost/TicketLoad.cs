namespace KernelGen.Selection.CpuCost;

/// <summary>The tickets of a prefill.</summary>
internal sealed record TicketLoad
{
    /// <summary>Key heads of all sequences; each packs its keys, then its query tiles are computed.</summary>
    public required long Heads { get; init; }

    /// <summary>Tickets that pack a key head.</summary>
    public required int PackTickets { get; init; }

    /// <summary>Cycles to pack a key head.</summary>
    public required double PackCycles { get; init; }

    /// <summary>Query heads that share a key head.</summary>
    public required int QueryHeads { get; init; }

    /// <summary>The query tiles of a query head: cycles of one, and how many are like it.</summary>
    public required IReadOnlyList<(double Cycles, double Count)> Tickets { get; init; }

    /// <summary>Cycles of every ticket beside what it is for.</summary>
    public required double TicketCycles { get; init; }

    /// <summary>Threads that take tickets.</summary>
    public required int Threads { get; init; }
}
