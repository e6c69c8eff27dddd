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

    private sealed class DisposableJob : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
