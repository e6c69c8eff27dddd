namespace KernelGen.PtxMachine.Execution;

/// <summary>The 16 barriers of a block. Warps arrive as a whole; the last one lets all go on that wait.</summary>
internal sealed class NamedBarriers(Block block)
{
    public const int Count = 16;

    private readonly Barrier[] barriers = [.. Enumerable.Range(0, Count).Select(_ => new Barrier())];

    public void Start()
    {
        foreach (var barrier in barriers)
            barrier.Reset();
    }

    public void Arrive(Warp warp, int lane, int id, int threads, bool waits)
    {
        var barrier = barriers[id];
        if (barrier.Arrived.Count > 0 && barrier.Expected != threads)
        {
            throw warp.Fault(PtxFault.DivergentBarrier, lane, $"warp {barrier.Arrived[0].Index} waits at barrier {id} for "
                + $"{barrier.Expected} threads, this warp for {threads}.");
        }

        if (barrier.Arrived.Contains(warp))
            throw warp.Fault(PtxFault.DivergentBarrier, lane, $"the warp arrives twice in one phase of barrier {id}.");
        barrier.Expected = threads;
        barrier.Arrived.Add(warp);
        if (waits)
        {
            barrier.Waiting.Add(warp);
            warp.Wait($"waits at barrier {id} for {threads} threads");
        }

        if (barrier.Arrived.Count * 32 >= threads)
            Complete(barrier);
    }

    /// <summary>Notes what the threads of a warp bring; they are told what all have brought when the barrier lets them go on.</summary>
    public void Vote(int id, CastVote vote) => barriers[id].Votes.Add(vote);

    private void Complete(Barrier barrier)
    {
        var (any, all) = (barrier.Votes.Any(vote => vote.HasYes), !barrier.Votes.Any(vote => vote.HasNo));
        foreach (var vote in barrier.Votes)
            vote.Answer(vote.Vote.IsAny ? any : all);
        Clock.Join(barrier.Arrived, barrier.Waiting);
        block.Progress++;
        foreach (var warp in barrier.Waiting)
            warp.Resume();
        barrier.Reset();
    }

    private sealed class Barrier
    {
        public int Expected { get; set; }

        public List<Warp> Arrived { get; } = [];

        public List<Warp> Waiting { get; } = [];

        public List<CastVote> Votes { get; } = [];

        public void Reset()
        {
            Arrived.Clear();
            Waiting.Clear();
            Votes.Clear();
        }
    }
}
