namespace KernelGen.Devices.Gpu;

/// <summary>
/// The tile plans that were uploaded to one device, bounded: the plan that was used longest ago makes room and is freed. Not
/// thread-safe: a launch looks a plan up and launches with it under one lock, so no plan is freed in between.
/// </summary>
/// <typeparam name="TBuffer">A buffer of the device.</typeparam>
/// <param name="capacity">Plans to keep; at least 1.</param>
public sealed class GpuPlans<TBuffer>(int capacity = GpuPlans<TBuffer>.DefaultCapacity)
    where TBuffer : class, IDisposable
{
    private const int DefaultCapacity = 64;

    private readonly Dictionary<GpuPlanKey, Entry> _entries = [];
    private long _clock;

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
    public TBuffer Keep(in GpuPlanKey key, TBuffer buffer)
    {
        if (_entries.Count >= Math.Max(1, capacity))
        {
            var oldest = _entries.MinBy(entry => entry.Value.LastUse);
            _entries.Remove(oldest.Key);
            oldest.Value.Buffer.Dispose();
        }
        _entries.Add(key, new Entry(buffer) { LastUse = ++_clock });
        return buffer;
    }

    private sealed class Entry(TBuffer buffer)
    {
        public TBuffer Buffer { get; } = buffer;

        public long LastUse { get; set; }
    }
}
