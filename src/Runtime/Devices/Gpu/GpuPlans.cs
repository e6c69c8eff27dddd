namespace KernelGen.Devices.Gpu;

/// <summary>
/// The tile plans that were uploaded to one device, bounded in number and in bytes: the plan that was used longest ago makes room and is freed, so a mask
/// that is chosen anew for every call does not fill the device. Not thread-safe: a launch looks a plan up and launches with it under one lock, so
/// no plan is freed in between.
/// </summary>
/// <typeparam name="TBuffer">A buffer of the device.</typeparam>
/// <param name="capacity">Plans to keep; at least 1.</param>
/// <param name="mostBytes">Bytes of plans to keep; the last one stays whatever it has.</param>
public sealed class GpuPlans<TBuffer>(int capacity = GpuPlans<TBuffer>.DefaultCapacity, long mostBytes = GpuPlans<TBuffer>.DefaultBytes)
    where TBuffer : class, IDisposable
{
    private const int DefaultCapacity = 64;

    // More than the host keeps of a mask: a plan for all heads is one buffer here, and freeing one waits for the device.
    private const long DefaultBytes = 256 << 20;

    private readonly Dictionary<GpuPlanKey, Entry> _entries = [];
    private long _clock;
    private long _bytes;

    /// <summary>How many plans are held.</summary>
    public int Count => _entries.Count;

    /// <summary>The buffer of a plan, or null when it was never uploaded or had to make room.</summary>
    public TBuffer? Find(in GpuPlanKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return null;
        entry.LastUse = ++_clock;
        return entry.Buffer;
    }

    /// <summary>Keeps the buffer of a plan.</summary>
    /// <param name="key">What the plan was made for.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="bytes">Its bytes.</param>
    public TBuffer Keep(in GpuPlanKey key, TBuffer buffer, long bytes)
    {
        while (_entries.Count > 0 && (_entries.Count >= capacity || _bytes + bytes > mostBytes))
            FreeOldest();
        _entries.Add(key, new Entry(buffer, bytes) { LastUse = ++_clock });
        _bytes += bytes;
        return buffer;
    }

    private void FreeOldest()
    {
        var (key, entry) = _entries.MinBy(entry => entry.Value.LastUse);
        _entries.Remove(key);
        _bytes -= entry.Bytes;
        entry.Buffer.Dispose();
    }

    private sealed class Entry(TBuffer buffer, long bytes)
    {
        public TBuffer Buffer { get; } = buffer;

        public long Bytes { get; } = bytes;

        public long LastUse { get; set; }
    }
}
