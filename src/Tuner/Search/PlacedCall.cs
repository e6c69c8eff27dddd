using System.Diagnostics;

namespace KernelGen.Tuner.Search;

/// <summary>
/// A call whose tensors lie where a target computes. This one is the processor's: memory of the host, and every run is done when it returns.
/// </summary>
/// <param name="host">The call over the host's memory, which outlives this object.</param>
internal class PlacedCall(AttentionCall host) : IDisposable
{
    private AttentionCall _host = host;

    /// <summary>The call over the host's memory.</summary>
    public ref readonly AttentionCall Host => ref _host;

    /// <summary>The time of one run, of several one after another. By the host's clock, from the first start until all are done.</summary>
    /// <param name="kernel">What runs.</param>
    /// <param name="threads">Threads of every run.</param>
    /// <param name="repetitions">Runs.</param>
    public virtual TimeSpan Measure(CandidateKernel kernel, int threads, int repetitions)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repetitions; i++)
            kernel.Execute(this, threads);
        Wait();
        return Stopwatch.GetElapsedTime(start) / repetitions;
    }

    /// <summary>Waits until all runs are done.</summary>
    public virtual void Wait()
    {
    }

    /// <summary>Makes the output of the last run readable in the host's memory.</summary>
    public virtual void Fetch()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the target keeps.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
