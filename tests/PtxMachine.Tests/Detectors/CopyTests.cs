namespace KernelGen.PtxMachine.Tests.Detectors;

public sealed class CopyTests
{
    private const string Prelude = """
        mov.u32 %a, dynamic;
        mad.lo.u32 %b, %thread, 16, %a;
        mad.wide.u32 %x, %thread, 16, %input;

        """;

    private const string Copy = "cp.async.cg.shared.global [%b], [%x], 16; cp.async.commit_group;\n";
    private const string Read = "ld.shared.b32 %r, [%b+4]; st.global.b32 [%place], %r;\n";

    [Fact]
    public void A_copy_that_is_waited_for_has_arrived() =>
        KernelRun.Run<uint>(Prelude + Copy + "cp.async.wait_group 0;" + Read).ShouldBe([.. Enumerable.Range(0, 32).Select(i => (uint)(i * 4) + 1)]);

    [Fact]
    public void A_copy_that_nobody_waits_for_is_found() =>
        KernelRun.Fault(PtxFault.UnfinishedCopy, Prelude + Copy + Read).Message.ShouldContain("nobody has waited for");

    [Fact]
    public void A_wait_that_leaves_the_group_out_is_found() =>
        KernelRun.Fault(PtxFault.UnfinishedCopy, Prelude + Copy + "cp.async.wait_group 1;" + Read);

    [Fact]
    public void A_copy_that_was_not_committed_is_found() =>
        KernelRun.Fault(PtxFault.UnfinishedCopy, Prelude + "cp.async.cg.shared.global [%b], [%x], 16; cp.async.wait_group 0;" + Read);

    [Fact]
    public void Wait_all_needs_no_group() =>
        KernelRun.Run<uint>(Prelude + "cp.async.cg.shared.global [%b], [%x], 16; cp.async.wait_all;" + Read)[2].ShouldBe(9u);

    [Fact]
    public void The_older_of_two_groups_arrives_first() =>
        KernelRun.Run<uint>(Prelude + Copy + "add.u32 %b, %b, 1024;" + Copy + "cp.async.wait_group 1; sub.u32 %b, %b, 1024;" + Read)[1].ShouldBe(5u);

    [Fact]
    public void The_younger_of_two_groups_is_found_unfinished() =>
        KernelRun.Fault(PtxFault.UnfinishedCopy, Prelude + Copy + "add.u32 %b, %b, 1024;" + Copy + "cp.async.wait_group 1;" + Read);

    [Theory]
    [InlineData(0, 0u, 0u)]
    [InlineData(4, 4u, 0u)]
    [InlineData(16, 4u, 5u)]
    public void Bytes_beyond_the_source_size_are_zeros(int size, uint first, uint second) => KernelRun.Run<uint>(Prelude + $"""
        mov.u32 %c, {size};
        cp.async.cg.shared.global [%b], [%x+16], 16, %c;
        cp.async.wait_all;
        ld.shared.v2.b32 {"{%r1, %r2}"}, [%b];
        st.global.v2.b32 [%output], {"{%r1, %r2}"};
        """, 1, outputs: 2).ShouldBe([first, second]);

    [Fact]
    public void Zeros_are_not_read_from_beyond_a_buffer() =>
        KernelRun.Run<uint>(Prelude + "mov.u32 %c, 0; cp.async.cg.shared.global [%b], [%x+1048576], 16, %c; cp.async.wait_all;" + Read)[0].ShouldBe(0u);

    [Fact]
    public void A_copy_from_beyond_a_buffer_is_found() =>
        KernelRun.Fault(PtxFault.OutOfRange, Prelude + "cp.async.cg.shared.global [%b], [%x+1048576], 16;");

    [Fact]
    public void Another_warp_sees_the_copy_only_behind_a_barrier()
    {
        const string ReadOther = "xor.b32 %c, %thread, 32; mad.lo.u32 %b, %c, 16, %a; " + Read;

        KernelRun.Run<uint>(Prelude + Copy + "cp.async.wait_group 0; bar.sync 0;" + ReadOther, 64)[0].ShouldBe(129u);
        KernelRun.Fault(PtxFault.SharedRace, Prelude + Copy + "bar.sync 0; cp.async.wait_group 0; bar.sync 0;" + Copy
            + "cp.async.wait_group 0;" + ReadOther, 64);
    }

    [Fact]
    public void A_copy_over_what_another_warp_still_reads_is_found()
    {
        const string ReadOther = "xor.b32 %c, %thread, 32; mad.lo.u32 %r1, %c, 16, %a; ld.shared.b32 %r, [%r1];\n";

        const string CopyOfWarp0 = "setp.eq.u32 %p, %warp, 0; @%p cp.async.cg.shared.global [%b], [%x], 16;\n";

        // The other warp runs first here, and has read; if it came later, it would meet the copy under way.
        KernelRun.Fault(PtxFault.SharedRace, Prelude + Copy + "cp.async.wait_group 0; bar.sync 0;" + ReadOther + CopyOfWarp0, 64);
        KernelRun.Fault(PtxFault.UnfinishedCopy, Prelude + Copy + "cp.async.wait_group 0; bar.sync 0;" + ReadOther + Copy, 64);
        KernelRun.Report(Prelude + Copy + "cp.async.wait_group 0; bar.sync 0;" + ReadOther + "bar.sync 0;" + Copy, 64);
    }

    [Fact]
    public void Misaligned_targets_and_sources_are_found()
    {
        KernelRun.Fault(PtxFault.Misaligned, Prelude + "cp.async.cg.shared.global [%b+8], [%x], 16;");
        KernelRun.Fault(PtxFault.Misaligned, Prelude + "cp.async.cg.shared.global [%b], [%x+8], 16;");
        KernelRun.Report(Prelude + "cp.async.ca.shared.global [%b+8], [%x+8], 8; cp.async.wait_all;");
    }
}
