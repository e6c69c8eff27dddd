using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Execution;

/// <summary>A thread block: its warps, its shared memory, its barriers. One object runs many blocks, one after the other.</summary>
internal sealed class Block : IDisposable
{
    private readonly Warp[] warps;
    private uint clock = 1;

    public Block(Launch launch)
    {
        Launch = launch;
        EngineClock = clock;
        Profile = new Profile(launch.Program.Operations.Length);
        Memory = new BlockMemory(this);
        Barriers = new NamedBarriers(this);
        Registers = new RegisterPool(this);
        warps = new Warp[launch.WarpsPerBlock];
        for (var i = 0; i < warps.Length; i++)
            warps[i] = new Warp(this, i);
    }

    public Launch Launch { get; }

    public Profile Profile { get; }

    public BlockMemory Memory { get; }

    public NamedBarriers Barriers { get; }

    public MemoryBarriers MemoryBarriers { get; } = new();

    public RegisterPool Registers { get; }

    /// <summary>Grows whenever something happens that another warp may be polling for.</summary>
    public long Progress { get; set; }

    /// <summary>The number of bulk copies, which is the copy engine's time.</summary>
    public uint EngineClock { get; set; }

    public ReadOnlySpan<Warp> Warps => warps;

    public (int X, int Y, int Z) Position { get; private set; }

    public long LinearPosition { get; private set; }

    public void Run(long linearPosition)
    {
        Start(linearPosition);
        while (true)
        {
            var isFinished = true;
            var hasRun = false;
            var progress = Progress;
            foreach (var warp in warps)
            {
                if (!warp.IsFinished && warp.Waiting is null)
                {
                    warp.Run();
                    hasRun |= !warp.HasYielded;
                }

                isFinished &= warp.IsFinished;
            }

            if (isFinished)
                return;

            if (!hasRun && progress == Progress)
                throw Deadlock();
        }
    }

    public void Dispose()
    {
        foreach (var warp in warps)
            warp.Dispose();
        Memory.Dispose();
    }

    private void Start(long linearPosition)
    {
        var (x, y, _) = Launch.GridSize;
        LinearPosition = linearPosition;
        Position = ((int)(linearPosition % x), (int)(linearPosition / x % y), (int)(linearPosition / x / y));
        // Later than anything that the block before this one did.
        clock = Math.Max(EngineClock, warps.Max(warp => warp.Clocks.Max())) + 2;
        Memory.Start(clock);
        Barriers.Start();
        MemoryBarriers.Start();
        Registers.Start();
        EngineClock = clock;
        foreach (var warp in warps)
        {
            Array.Fill(warp.Clocks, clock - 1);
            warp.Clocks[warp.Index] = clock;
            warp.Start();
        }
    }

    private PtxFaultException Deadlock()
    {
        var states = warps.Select(warp => $"warp {warp.Index} " + (warp.IsFinished
            ? "has ended"
            : $"{warp.Waiting ?? "polls"} (line {warp.Current.Instruction.Line})"));
        var waiting = warps.First(warp => !warp.IsFinished);
        return waiting.Fault(PtxFault.Deadlock, 0, $"no warp can go on: {string.Join(", ", states)}.");
    }
}
