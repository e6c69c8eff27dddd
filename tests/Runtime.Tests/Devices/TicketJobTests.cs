using System.Collections.Concurrent;
using KernelGen.Devices.Cpu;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

public sealed class TicketJobTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_first_failure_is_thrown_as_it_is_whatever_follows_from_it(int threads)
    {
        var job = new FailingJob(failing: 2);
        var error = Should.Throw<NotSupportedException>(() => job.Run(tickets: 64, threads));
        error.Message.ShouldBe("ticket 2");
        error.StackTrace.ShouldNotBeNull().ShouldContain(nameof(FailingJob));
        job.IsRecycled.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(2, 64)]
    [InlineData(3, 1)]
    [InlineData(3, 1000)]
    public void Runs_of_tickets_are_done_once_each_and_in_order(int threads, int tickets)
    {
        var job = new ChainJob(tickets);
        job.Run(threads);
        job.Done.ShouldAllBe(times => times == 1);
        job.Begun.ShouldBe(Enumerable.Range(0, tickets), "each waited for the one before it, which another thread may have had");
        job.Asked.ShouldAllBe(one => one.Share == (tickets - one.Ticket) / Math.Min(threads, tickets));
        // Every run but the first begins where another one ended, so a thread that takes half of its share needs few of them.
        job.Asked.Select(one => one.Ticket).Distinct().Count().ShouldBeLessThanOrEqualTo(Math.Max(1, 2 * threads * (int)Math.Ceiling(Math.Log2(tickets + 1))));
    }

    [Fact]
    public void A_run_ends_with_the_last_ticket()
    {
        var job = new ChainJob(tickets: 10) { Longest = 1000 };
        job.Run(threads: 2);
        job.Done.ShouldAllBe(times => times == 1);
    }

    [Fact]
    public void A_job_that_finds_no_place_is_disposed()
    {
        var idle = new IdleJobs<DisposableJob>();
        var jobs = Enumerable.Range(0, 40).Select(_ => new DisposableJob()).ToList();
        foreach (var job in jobs)
            idle.Return(job);
        var kept = jobs.Count(job => !job.IsDisposed);
        kept.ShouldBeInRange(1, 16);
        for (var i = 0; i < kept; i++)
            idle.Take().ShouldNotBeNull().IsDisposed.ShouldBeFalse();
        idle.Take().ShouldBeNull();
    }

    [Fact]
    public void Trimming_disposes_the_jobs_that_wait_and_no_other()
    {
        var idle = new IdleJobs<DisposableJob>();
        DisposableJob waiting = new(), running = new();
        idle.Return(waiting);
        idle.Trim();
        waiting.IsDisposed.ShouldBeTrue();
        idle.Take().ShouldBeNull();
        idle.Return(running);
        idle.Take().ShouldBeSameAs(running);
        idle.Trim();
        running.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public unsafe void Memory_that_was_given_back_is_taken_anew()
    {
        var buffer = new NativeBuffer();
        buffer.Reserve(100);
        buffer.Free();
        buffer.Free();
        ((nint)buffer.Address).ShouldBe(0);
        ((nint)buffer.Reserve(10)).ShouldNotBe(0);
    }

    // Later tickets wait for the failing one, and fall over what it has not done.
    private sealed class FailingJob(int failing) : TicketJob
    {
        private int _done;

        public bool IsRecycled { get; private set; }

        public void Run(int tickets, int threads) => RunTickets(tickets, threads);

        protected override void Execute(int ticket, int slot)
        {
            if (ticket == failing)
                throw new NotSupportedException($"ticket {ticket}");
            if (ticket < failing)
                return;
            WaitFor(ref _done, 1);
            throw new InvalidCastException($"ticket {ticket} found nothing");
        }

        protected override void Recycle() => IsRecycled = true;
    }

    // Every ticket waits for the one before it.
    private sealed class ChainJob(int tickets) : TicketJob
    {
        private int _finished;

        public int[] Done { get; } = new int[tickets];

        public int? Longest { get; init; }

        public ConcurrentQueue<int> Begun { get; } = [];

        public ConcurrentQueue<(int Ticket, int Share)> Asked { get; } = [];

        public void Run(int threads) => RunTickets(tickets, threads);

        protected override int RunLength(int ticket, int share)
        {
            Asked.Enqueue((ticket, share));
            return Longest ?? share / 2;
        }

        protected override void Execute(int ticket, int slot)
        {
            WaitFor(ref _finished, ticket);
            Begun.Enqueue(ticket);
            Done[ticket]++;
            Interlocked.Increment(ref _finished);
        }

        protected override void Recycle()
        {
        }
    }

    private sealed class DisposableJob : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
