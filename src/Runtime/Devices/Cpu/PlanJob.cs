using KernelGen.Planning;

namespace KernelGen.Devices.Cpu;

/// <summary>Finds the runs of a plan's parts with several threads.</summary>
internal sealed class PlanJob : TicketJob
{
    private static readonly IdleJobs<PlanJob> s_idle = new();

    private PlanPart[] _parts = [];

    private PlanJob()
    {
    }

    /// <summary>Finds the runs of all parts.</summary>
    public static void Run(PlanPart[] parts, int threads)
    {
        var job = s_idle.Take() ?? new PlanJob();
        job._parts = parts;
        job.RunTickets(parts.Length, threads);
    }

    protected override void Execute(int ticket, int slot) => _parts[ticket].Find();

    protected override void Recycle()
    {
        _parts = [];
        s_idle.Return(this);
    }
}
