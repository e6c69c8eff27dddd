using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>A kernel that can wait: what the rewriter makes of a method.</summary>
internal sealed class KernelProgram(string name)
{
    private readonly List<KernelPlace> places = [];
    private readonly ConcurrentBag<SimulatedGroup> idle = [];

    public string Name { get; } = name;

    public SharedLayout Shared { get; } = new();

    public FrameLayout Frame { get; } = new();

    public int LocalBytes { get; private set; }

    public bool UsesDynamicShared { get; private set; }

    /// <summary>Runs a thread to its next wait (true) or to its end (false).</summary>
    public Func<SimulatedThread, bool> Step { get; set; } = null!;

    public KernelPlace PlaceOf(int site) => places[site];

    public int AddPlace(KernelPlace place)
    {
        places.Add(place);
        return places.Count - 1;
    }

    public void AddDynamicShared(Type element)
    {
        UsesDynamicShared = true;
        Shared.AddDynamic(element);
    }

    public int AddLocal(int bytes)
    {
        // Every allocation begins at 16 bytes: local memory may be of any element type.
        var offset = LocalBytes;
        LocalBytes = (LocalBytes + bytes + 15) / 16 * 16;
        return offset;
    }

    /// <summary>Threads and memory for a group of this size, from an earlier launch where there is one.</summary>
    public SimulatedGroup Rent(Accelerator accelerator, KernelConfig config) =>
        idle.TryTake(out var group)
            && group.ThreadCount == config.GroupDim.Size
            && group.DynamicBytes == config.SharedMemoryConfig.ArraySize
            ? group
            : new SimulatedGroup(this, accelerator, config.GroupDim.Size, config.SharedMemoryConfig.ArraySize);

    public void Return(SimulatedGroup group) => idle.Add(group);
}
