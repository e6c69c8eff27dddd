namespace KernelGen.Devices.Cpu;

/// <summary>Fills a truth table with several threads: a mask of 64 MiB is read as fast as the memory gives it.</summary>
internal sealed class TruthTableJob : TicketJob
{
    // Long enough to be worth a ticket, short enough to share.
    private const long ElementsPerTicket = 1 << 18;

    private static readonly IdleJobs<TruthTableJob> s_idle = new();

    private TruthTable _table = null!;
    private int _rowsPerTicket;

    private TruthTableJob()
    {
    }

    /// <summary>Fills all rows of the table.</summary>
    public static void Run(TruthTable table, int threads)
    {
        var rowsPerTicket = (int)Math.Clamp(ElementsPerTicket / Math.Max(1, table.ElementsPerRow), 1, int.MaxValue);
        var tickets = Ceiling.Divide(table.TotalRows, rowsPerTicket);
        if (tickets <= 1)
        {
            table.Fill(0, table.TotalRows);
            return;
        }
        var job = s_idle.Take() ?? new TruthTableJob();
        (job._table, job._rowsPerTicket) = (table, rowsPerTicket);
        job.RunTickets(tickets, threads);
    }

    protected override void Execute(int ticket, int slot)
        => _table.Fill(ticket * _rowsPerTicket, (int)Math.Min(_table.TotalRows, (ticket + 1L) * _rowsPerTicket));

    protected override void Recycle()
    {
        _table = null!;
        s_idle.Return(this);
    }
}
