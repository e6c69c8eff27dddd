using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>A context of the made-up driver and what lives in it.</summary>
internal sealed class PtxContext(nint handle, int device, PtxDevice machine)
{
    private readonly SortedList<ulong, PtxBuffer> _memory = [];
    private readonly Dictionary<ulong, PtxBuffer> _mapped = [];

    public nint Handle { get; } = handle;

    public int Device { get; } = device;

    public PtxDevice Machine { get; } = machine;

    /// <summary>How often the primary context is retained; 1 of one that was created.</summary>
    public int References { get; set; }

    /// <summary>The error that lost the context; <see cref="CudaResult.Success"/> while it is good.</summary>
    public CudaResult Lost { get; set; }

    public HashSet<nint> Streams { get; } = [];

    /// <summary>Events by the time at which they were recorded; null before.</summary>
    public Dictionary<nint, double?> Events { get; } = [];

    public Dictionary<nint, PtxModule> Modules { get; } = [];

    public Dictionary<nint, PtxKernel> Kernels { get; } = [];

    public ulong UsedBytes => (ulong)_memory.Values.Sum(buffer => buffer.Bytes);

    /// <summary>What was created and not given back.</summary>
    public int Alive => _memory.Count + Streams.Count + Events.Count + Modules.Count;

    public ulong Allocate(ulong bytes)
    {
        var buffer = Machine.Allocate((long)bytes);
        _memory.Add(buffer.Address, buffer);
        return buffer.Address;
    }

    public bool Free(ulong address)
    {
        if (!_memory.Remove(address, out var buffer))
            return false;
        Machine.Free(buffer);
        return true;
    }

    /// <summary>Memory of the host under an address of the device; it is not of those that count as alive.</summary>
    public ulong Map(nint memory, long bytes)
    {
        var buffer = Machine.Map(memory, bytes);
        _mapped.Add(buffer.Address, buffer);
        return buffer.Address;
    }

    public void Unmap(ulong address)
    {
        if (_mapped.Remove(address, out var buffer))
            Machine.Free(buffer);
    }

    /// <summary>The buffer that bytes lie in, and where; null when they lie in none.</summary>
    public (PtxBuffer Buffer, long Start)? Find(ulong address, ulong bytes)
    {
        foreach (var buffer in _memory.Values)
        {
            if (address >= buffer.Address && address + bytes <= buffer.Address + (ulong)buffer.Bytes)
                return (buffer, (long)(address - buffer.Address));
        }
        return null;
    }

    /// <summary>Whether a stream is of this context; the default stream is of every one.</summary>
    public bool HasStream(nint stream) => stream == 0 || Streams.Contains(stream);

    /// <summary>What happens to everything in it when it is destroyed.</summary>
    public void Clear()
    {
        foreach (var buffer in _memory.Values.Concat(_mapped.Values))
            Machine.Free(buffer);
        _memory.Clear();
        _mapped.Clear();
        Streams.Clear();
        Events.Clear();
        Modules.Clear();
        Kernels.Clear();
    }
}

/// <summary>A kernel of a loaded module.</summary>
internal sealed class PtxKernel(PtxModule module, string entry)
{
    public PtxModule Module { get; } = module;

    public string Entry { get; } = entry;

    /// <summary>Dynamic shared memory that launches may ask for.</summary>
    public int AllowedSharedBytes { get; set; } = 48 * 1024;
}
