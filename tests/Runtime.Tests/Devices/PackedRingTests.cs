using KernelGen.Devices.Cpu;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

public sealed class PackedRingTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(32, 8, 100, 2)] // one head keeps all threads busy: it, and the next one
    [InlineData(32, 8, 4, 5)] // the threads reach over several heads
    [InlineData(3, 64, 1, 3)] // there are no more
    [InlineData(1, 1, 0, 1)]
    public void There_is_a_place_for_each_head_that_threads_reach(int heads, int threads, int computeTickets, int places)
        => PackedRing.Places(heads, threads, computeTickets, MiB).ShouldBe(places);

    [Theory]
    [InlineData(32, 16)]
    [InlineData(200, 2)]
    [InlineData(4000, 2)] // a head that is read and one that is written there must be
    public void Long_sequences_take_no_more_than_their_share_of_memory(long mebibytes, int places)
        => PackedRing.Places(heads: 256, threads: 64, computeTickets: 1, mebibytes * MiB).ShouldBe(places);
}
