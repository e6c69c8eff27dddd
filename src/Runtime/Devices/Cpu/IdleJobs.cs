namespace KernelGen.Devices.Cpu;

/// <summary>
/// Jobs that wait to be used again. There are several, because a helper thread may still hold the job of one call when the next call
/// starts; with a single place that next call would have to make a new job every time.
/// </summary>
/// <typeparam name="TJob">The job.</typeparam>
internal sealed class IdleJobs<TJob> : IIdleMemory
    where TJob : class
{
    // Jobs of more concurrent calls than this give their memory back when they are done.
    private readonly TJob?[] _places = new TJob?[16];

    public IdleJobs() => ScratchMemory.Add(this);

    /// <summary>An idle job, or null when all are in use.</summary>
    public TJob? Take()
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (Interlocked.Exchange(ref place, null) is { } job)
                return job;
        }
        return null;
    }

    /// <summary>Hands a job back; it is disposed where there is no place for it.</summary>
    public void Return(TJob job)
    {
        foreach (ref var place in _places.AsSpan())
        {
            if (Interlocked.CompareExchange(ref place, job, null) is null)
                return;
        }
        (job as IDisposable)?.Dispose();
    }

    /// <inheritdoc/>
    public void Trim()
    {
        while (Take() is { } job)
            (job as IDisposable)?.Dispose();
    }
}
