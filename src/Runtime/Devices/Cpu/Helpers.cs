namespace KernelGen.Devices.Cpu;

/// <summary>
/// The thread-pool work items that help running calls. There is a fixed set of them, each queued at most once at a time: a call allocates
/// nothing, and on a busy machine items do not pile up. An item that starts late helps whatever call needs it by then, or none.
/// </summary>
internal static class Helpers
{
    // Calls that can have helpers at the same time; further ones run on their own thread.
    private const int MostCalls = 64;
    private const int FewestHelpers = 16;

    private static readonly TicketJob?[] s_calls = new TicketJob?[MostCalls];

    private static readonly Helper[] s_helpers =
        [.. Enumerable.Range(0, Math.Max(FewestHelpers, Environment.ProcessorCount)).Select(_ => new Helper())];

    /// <summary>Threads that can take part in one call, the calling one included; asking for more only costs scratch memory.</summary>
    public static int MostThreads => s_helpers.Length + 1;

    /// <summary>Makes a call visible to helpers and wakes that many.</summary>
    /// <returns>Where the call is kept, for <see cref="Remove"/>; negative when there is no place.</returns>
    public static int Post(TicketJob job, int helpers)
    {
        if (helpers == 0)
            return -1;
        for (var place = 0; place < MostCalls; place++)
        {
            if (Interlocked.CompareExchange(ref s_calls[place], job, null) is not null)
                continue;
            for (var i = 0; i < s_helpers.Length && helpers > 0; i++)
                helpers -= s_helpers[i].WillRun() ? 1 : 0;
            return place;
        }
        return -1;
    }

    /// <summary>Hides a call from helpers that have not joined it yet.</summary>
    public static void Remove(int place)
    {
        if (place >= 0)
            Volatile.Write(ref s_calls[place], null);
    }

    private sealed class Helper : IThreadPoolWorkItem
    {
        private const int Idle = 0;
        private const int Queued = 1;
        private const int Running = 2;

        private int _state;

        /// <summary>Queues the helper unless it is queued already; false when it is busy with another call.</summary>
        public bool WillRun()
        {
            var before = Interlocked.CompareExchange(ref _state, Queued, Idle);
            if (before == Idle)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return before != Running;
        }

        void IThreadPoolWorkItem.Execute()
        {
            // A full fence: were the places read before others see this state, a call posted in between would count on this helper in vain.
            Interlocked.Exchange(ref _state, Running);
            for (var place = 0; place < MostCalls; place++)
                Volatile.Read(ref s_calls[place])?.Help();
            Volatile.Write(ref _state, Idle);
        }
    }
}
