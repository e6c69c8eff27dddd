using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Execution;

/// <summary>One launch: everything its blocks share.</summary>
internal sealed class Launch(
    PtxDevice device, GlobalMemory memory, PtxProgram program, (int X, int Y, int Z) grid, (int X, int Y, int Z) block,
    int dynamicSharedBytes, byte[] parameters)
{
    public PtxDevice Device => device;

    public GlobalMemory Memory => memory;

    public PtxProgram Program => program;

    public (int X, int Y, int Z) GridSize => grid;

    public (int X, int Y, int Z) BlockSize => block;

    public int ThreadsPerBlock { get; } = block.X * block.Y * block.Z;

    public int WarpsPerBlock => (ThreadsPerBlock + 31) / 32;

    public int DynamicSharedBytes => dynamicSharedBytes;

    public int SharedBytes => program.StaticSharedBytes + dynamicSharedBytes;

    public byte[] Parameters { get; } = Pinned(parameters);

    public byte[] Constants { get; } = Pinned(program.ConstantBytes);

    public LaunchReport Run()
    {
        var blocks = (long)grid.X * grid.Y * grid.Z;
        var workers = (int)Math.Min(Math.Max(device.HostThreads, 1), blocks);
        var profiles = workers == 1 ? [RunBlocks(0, 1, blocks)] : RunInParallel(workers, blocks);
        return new LaunchReport(program, blocks, profiles);
    }

    private Profile[] RunInParallel(int workers, long blocks)
    {
        var profiles = new Profile[workers];
        try
        {
            Parallel.For(0, workers, worker => profiles[worker] = RunBlocks(worker, workers, blocks));
        }
        catch (AggregateException exceptions) when (exceptions.InnerExceptions.OfType<PtxFaultException>().FirstOrDefault() is { } fault)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }

        return profiles;
    }

    private Profile RunBlocks(long first, int step, long blocks)
    {
        using var worker = new Block(this);
        for (var i = first; i < blocks; i += step)
            worker.Run(i);
        return worker.Profile;
    }

    private static byte[] Pinned(byte[] bytes)
    {
        var copy = GC.AllocateArray<byte>(bytes.Length + 1, pinned: true);
        bytes.CopyTo(copy, 0);
        return copy;
    }
}
