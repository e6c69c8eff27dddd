using KernelGen.Devices.Cpu;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

public sealed class TicketJobTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_first_failure_is_the_cause_whatever_follows_from_it(int threads)
    {
        var job = new FailingJob(failing: 2);
        var error = Should.Throw<InvalidOperationException>(() => job.Run(tickets: 64, threads));
        error.InnerException.ShouldBeOfType<NotSupportedException>().Message.ShouldBe("ticket 2");
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
