namespace KernelGen.IlgpuContract.Simulation;

/// <summary>The work of a stream, done in order by whoever waits for it first. A failure is kept for the next one who waits.</summary>
internal sealed class WorkQueue
{
    private readonly Lock running = new();
    private readonly Queue<Action> work = new();
    private Exception? failure;

    public void Enqueue(Action action)
    {
        lock (work)
            work.Enqueue(action);
    }

    public void Synchronize()
    {
        Drain();
        if (Interlocked.Exchange(ref failure, null) is { } found)
            throw found;
    }

    /// <summary>After a failure the rest of the queue is dropped: a GPU's stream is dead then, too.</summary>
    public void Drain()
    {
        lock (running)
        {
            while (TryTake(out var action))
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure ??= exception;
                    lock (work)
                        work.Clear();
                }
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? action)
    {
        lock (work)
            return work.TryDequeue(out action);
    }
}
