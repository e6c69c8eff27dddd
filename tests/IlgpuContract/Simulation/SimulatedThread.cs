using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// One thread of a group. It runs until it must wait for others, leaves its locals in its frame, and is resumed where it left.
/// </summary>
internal sealed unsafe class SimulatedThread(SimulatedGroup group, int index, object[] frame)
{
    /// <summary>The largest value that a shuffle or a broadcast can carry.</summary>
    public const int ExchangeBytes = 64;

    [ThreadStatic]
    private static SimulatedThread? running;

    // Rewritten code reads and writes these fields, so they are fields.
    public readonly object[] Frame = frame;
    public readonly SharedShadow Shadow = group.Shadow;
    public int State;
    public int Site;
    public bool IsOutsideGrid;

    private readonly byte[] offered = GC.AllocateArray<byte>(ExchangeBytes, pinned: true);
    private readonly byte[] received = GC.AllocateArray<byte>(ExchangeBytes, pinned: true);

    public static SimulatedThread? RunningOrNull => running;

    public static SimulatedThread Running => running
        ?? throw new InvalidOperationException("This is a function of kernels: the host has no group, no warp and no shared memory.");

    public SimulatedGroup Group { get; } = group;

    public KernelProgram Program => Group.Program;

    public Accelerator Accelerator { get; } = group.Accelerator;

    public int Index { get; } = index;

    public int Warp { get; } = index / group.WarpSize;

    public int Lane { get; } = index % group.WarpSize;

    public Index3D Position { get; private set; }

    /// <summary>Grows with every barrier that the thread has passed; see <see cref="SharedShadow"/>.</summary>
    public uint Clock { get; private set; }

    public bool IsFinished { get; private set; }

    public Rendezvous Waiting { get; private set; }

    public int WaitingSite { get; private set; }

    public int Selector { get; private set; }

    public int Width { get; private set; }

    public Span<byte> Offered => offered;

    public Span<byte> Received => received;

    public static InvalidOperationException NotRewritten() =>
        new("This is a function of kernels. Load the kernel with an accelerator instead of calling it.");

    public void Restart(Index3D groupSize, uint clock)
    {
        Position = new Index3D(Index % groupSize.X, Index / groupSize.X % groupSize.Y, Index / groupSize.X / groupSize.Y);
        Clock = clock;
        State = 0;
        Site = 0;
        IsFinished = false;
        IsOutsideGrid = false;
        Waiting = Rendezvous.None;
    }

    /// <summary>Everybody has come: the thread may go on.</summary>
    public void Release(uint clock)
    {
        Clock = clock;
        Waiting = Rendezvous.None;
    }

    /// <summary>Runs to the next wait or to the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        running = this;
        try
        {
            IsFinished = !Program.Step(this);
        }
        finally
        {
            running = null;
        }
    }

    // What rewritten code calls around a wait: the values that it offers, the wait itself, the value that it takes.
    public static void Offer<T>(T value, int selector, int width, SimulatedThread thread)
        where T : unmanaged
    {
        if (sizeof(T) > ExchangeBytes)
            throw new NotSupportedException($"{typeof(T).Name} has {sizeof(T)} bytes; an exchange carries at most {ExchangeBytes}.");
        Unsafe.WriteUnaligned(ref thread.offered[0], value);
        thread.Selector = selector;
        thread.Width = width;
    }

    public static void Wait(int rendezvous, int site, SimulatedThread thread)
    {
        thread.Waiting = (Rendezvous)rendezvous;
        thread.WaitingSite = site;
    }

    public static T Take<T>(SimulatedThread thread)
        where T : unmanaged =>
        Unsafe.ReadUnaligned<T>(ref thread.received[0]);
}
