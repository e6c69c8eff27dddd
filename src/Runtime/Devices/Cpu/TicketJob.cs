using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KernelGen.Devices.Cpu;

/// <summary>
/// Numbered pieces of work, taken in order by several threads, the calling one included. A piece may wait for earlier pieces only, so it
/// never waits for something that nobody gets to. Objects are reused: a call allocates nothing.
/// </summary>
internal abstract class TicketJob
{
    // A ticket takes microseconds to a millisecond: spin first, for a system call and a lost time slice cost more than the wait.
    private const int SpinsBeforeYielding = 20_000;

    private int _total;
    private int _next;
    private int _finished;
    private int _threads;
    private int _slots;
    private int _holders;
    private volatile Exception? _failure;

    /// <summary>Runs all tickets and returns when the last one is finished.</summary>
    protected void RunTickets(int total, int threads)
    {
        (_total, _next, _finished, _slots, _failure) = (total, 0, 0, 0, null);
        _threads = Math.Min(threads, total);
        // From here on helpers may join; everything they read was written before.
        Volatile.Write(ref _holders, 1);
        var place = Helpers.Post(this, _threads - 1);
        Work();
        // Also after a failure: the others still use the caller's memory.
        SpinUntil(ref _finished, total, orFailure: false);
        Helpers.Remove(place);
        var failure = _failure;
        Release();
        // As it was thrown, with its stack: what failed may be a kernel, a mask, or memory.
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>One piece of work. <paramref name="slot"/> numbers the threads of this run from 0.</summary>
    protected abstract void Execute(int ticket, int slot);

    /// <summary>Called when no thread holds the job any more.</summary>
    protected abstract void Recycle();

    /// <summary>How many tickets in a row a thread takes at once, as far as there are so many; by default one, which balances best.</summary>
    /// <param name="ticket">The first of them.</param>
    /// <param name="share">The tickets that are left, divided by the threads.</param>
    protected virtual int RunLength(int ticket, int share) => 1;

    /// <summary>As many counters as a run needs, all 0; the array of an earlier run where it is long enough.</summary>
    protected static void Reset(ref int[] counters, int count)
    {
        if (counters.Length < count)
            counters = new int[count];
        else
            counters.AsSpan(0, count).Clear();
    }

    /// <summary>Waits until earlier tickets have raised a counter.</summary>
    protected void WaitFor(ref int counter, int value) => SpinUntil(ref counter, value, orFailure: true);

    /// <summary>Joins the run if it is still going on, and works until no ticket is left.</summary>
    internal void Help()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            if (holders == 0)
                return;
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
        Work();
        Release();
    }

    private void Work()
    {
        var slot = Interlocked.Increment(ref _slots) - 1;
        if (slot >= _threads)
            return;
        while (Claim(out var ticket, out var end))
        {
            for (; ticket < end; ticket++)
                Run(ticket, slot);
        }
    }

    // Whoever has the first unfinished ticket has finished those before it in its run, and that ticket waits for none but those: it goes on.
    private bool Claim(out int ticket, out int end)
    {
        do
        {
            ticket = end = Volatile.Read(ref _next);
            if (ticket >= _total)
                return false;
            end = Math.Min(_total, ticket + Math.Max(1, RunLength(ticket, (_total - ticket) / _threads)));
        }
        while (Interlocked.CompareExchange(ref _next, end, ticket) != ticket);
        return true;
    }

    private void Run(int ticket, int slot)
    {
        try
        {
            if (_failure is null)
                Execute(ticket, slot);
        }
#pragma warning disable CA1031 // Carried to the caller: a thread-pool thread must not die of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // The first one is the cause; others may follow from it.
            Interlocked.CompareExchange(ref _failure, e, null);
        }
        Interlocked.Increment(ref _finished);
    }

    private void SpinUntil(ref int counter, int value, bool orFailure)
    {
        for (var i = 0; i < SpinsBeforeYielding; i++)
        {
            if (Volatile.Read(ref counter) >= value)
                return;
            Pause();
        }
        while (Volatile.Read(ref counter) < value && !(orFailure && _failure is not null))
            Thread.Yield();
    }

    // One instruction. Thread.SpinWait would multiply it by what the runtime measured of it when the process started, which on a machine that
    // was busy then can be so many that every wait costs as much as a small ticket.
    private static void Pause()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else if (ArmBase.IsSupported)
            ArmBase.Yield();
        else
            Thread.SpinWait(1);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Recycle();
    }
}
