namespace KernelGen.Selection.CpuCost;

/// <summary>
/// How long threads take over the tickets of a prefill, in the order and with the waiting of <c>PrefillJob</c>: a query tile waits until its key
/// head is packed, and packing waits for a free place. With few tickets per head this decides more than the tile does.
/// </summary>
internal static class TicketSchedule
{
    // With this many tickets per thread and head, what is left to balance is below a percent.
    private const int ManyTickets = 64;

    // Heads repeat the same pattern; the first ones show it. The second bound keeps the first call of a shape quick on many cores.
    private const int ManyHeads = 32, MostTickets = 20_000;

    /// <summary>Cycles until the last ticket is done.</summary>
    public static double Cycles(TicketLoad load)
    {
        var perHead = load.Tickets.Sum(ticket => ticket.Count) * load.QueryHeads;
        var cyclesPerHead = load.PackCycles + load.PackTickets * load.TicketCycles
            + load.Tickets.Sum(ticket => ticket.Count * (ticket.Cycles + load.TicketCycles)) * load.QueryHeads;
        if (load.Threads == 1 || perHead >= (double)ManyTickets * load.Threads)
            return cyclesPerHead * load.Heads / load.Threads;
        var wanted = Math.Min(Math.Max(ManyHeads, load.Threads), Math.Max(1, MostTickets / (perHead + load.PackTickets)));
        var heads = (int)Math.Min(load.Heads, wanted);
        return Simulate(load, heads) * load.Heads / heads;
    }

    private static double Simulate(TicketLoad load, int heads)
    {
        var queryTiles = Expand(load.Tickets);
        var ticketsPerHead = load.PackTickets + queryTiles.Count * load.QueryHeads;
        var ring = Math.Min(heads, 2 + (load.Threads - 1) / ticketsPerHead);
        var free = new PriorityQueue<int, double>(Enumerable.Range(0, load.Threads).Select(thread => (thread, 0.0)));
        var (ready, done) = (new double[heads], new double[heads]);
        for (var head = 0; head < heads; head++)
        {
            var place = head < ring ? 0 : done[head - ring];
            for (var i = 0; i < load.PackTickets; i++)
                ready[head] = Math.Max(ready[head], Run(free, place, load.TicketCycles + load.PackCycles / load.PackTickets));
            foreach (var cycles in queryTiles)
            {
                for (var member = 0; member < load.QueryHeads; member++)
                    done[head] = Math.Max(done[head], Run(free, ready[head], load.TicketCycles + cycles));
            }
        }
        return done.Max();
    }

    // The next free thread takes a ticket, waits until it can start, and works.
    private static double Run(PriorityQueue<int, double> free, double start, double cycles)
    {
        free.TryDequeue(out var thread, out var now);
        var end = Math.Max(now, start) + cycles;
        free.Enqueue(thread, end);
        return end;
    }

    // One entry per query tile, the longest first, as plans order them.
    private static List<double> Expand(IReadOnlyList<(double Cycles, double Count)> tickets)
        => [.. tickets.SelectMany(ticket => Enumerable.Repeat(ticket.Cycles, Math.Max(1, (int)Math.Round(ticket.Count)))).OrderDescending()];
}
