namespace KernelGen.PtxMachine.Tests.Detectors;

public sealed class MemoryTests
{
    [Fact]
    public void A_read_beyond_a_buffer_is_found()
    {
        KernelRun.Fault(PtxFault.OutOfRange, "ld.global.b32 %r, [%input+8];", 1, [1, 2]).Message.ShouldContain("at byte 8 of a buffer of 8");
        KernelRun.One("ld.global.b32 %r, [%input+4];", 1, 2).ShouldBe(2u);
    }

    [Fact]
    public void A_read_before_a_buffer_is_found() =>
        KernelRun.Fault(PtxFault.OutOfRange, "ld.global.b32 %r, [%output+-4];").Message.ShouldContain("at byte -4 of a buffer of 128");

    [Fact]
    public void A_write_that_is_half_outside_is_found() =>
        KernelRun.Fault(PtxFault.OutOfRange, "mov.b64 %x, 0; st.global.b64 [%output+4], %x;", 2, null);

    [Fact]
    public void A_null_pointer_is_found() =>
        KernelRun.Fault(PtxFault.OutOfRange, "mov.u64 %x, 0; ld.global.b32 %r, [%x];").Message.ShouldContain("far from every buffer");

    [Fact]
    public void A_freed_buffer_is_found()
    {
        var device = new PtxDevice();
        var (output, input) = (device.Allocate(4), device.Allocate<uint>([1]));
        device.Free(input);
        Should.Throw<PtxFaultException>(() => device.Launch(
                PtxModule.Parse(KernelText.Of("ld.global.b32 %r, [%input];")), "kernel", (1, 1, 1), (1, 1, 1), 0, output, input))
            .Fault.ShouldBe(PtxFault.OutOfRange);
    }

    [Theory]
    [InlineData("ld.global.b32 %r, [%input+2];")]
    [InlineData("ld.global.b64 %x, [%input+4];")]
    [InlineData("ld.global.v4.b32 {%r0, %r1, %r2, %r3}, [%input+8];")]
    [InlineData("mov.u32 %a, dynamic; st.shared.b32 [%a+2], %lane;")]
    [InlineData("mov.u32 %a, dynamic; ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r}, [%a+8];")]
    public void Misaligned_accesses_are_found(string body) => KernelRun.Fault(PtxFault.Misaligned, body);

    [Theory]
    [InlineData("ld.global.b64 %x, [%input+8];")]
    [InlineData("ld.global.v4.b32 {%r0, %r1, %r2, %r3}, [%input+16];")]
    [InlineData("mov.u32 %a, dynamic; mad.lo.u32 %a, %lane, 4, %a; st.shared.b32 [%a], %lane;")]
    public void Aligned_accesses_are_sound(string body) => KernelRun.Report(body).Instructions["ret"].ShouldBe(1);

    [Fact]
    public void Global_memory_that_nobody_wrote_is_found()
    {
        KernelRun.Fault(PtxFault.UninitialisedGlobal, "ld.global.b32 %r, [%place];");
        KernelRun.Run<uint>("st.global.b32 [%place], 3; ld.global.b32 %r, [%place];")[0].ShouldBe(3u);
    }

    [Fact]
    public void Shared_memory_that_nobody_wrote_is_found() =>
        KernelRun.Fault(PtxFault.UninitialisedShared, "mov.u32 %a, dynamic; ld.shared.b32 %r, [%a+12];").Message.ShouldContain("shared byte 12");

    [Fact]
    public void Local_memory_that_its_thread_did_not_write_is_found() =>
        KernelRun.Fault(PtxFault.UninitialisedLocal, """
            .local .align 4 .b8 stack[16];
            setp.eq.u32 %p, %lane, 0;
            @%p st.local.b32 [stack], %lane;
            ld.local.b32 %r, [stack];
            """).Place!.Thread.ShouldBe((1, 0, 0));

    [Fact]
    public void Shared_memory_has_the_size_of_the_launch()
    {
        const string Body = "mov.u32 %a, dynamic; mad.lo.u32 %a, %lane, 4, %a; st.shared.b32 [%a], %lane;";

        KernelRun.Fault(PtxFault.OutOfRange, Body, sharedBytes: 124).Place!.Thread.ShouldBe((31, 0, 0));
        KernelRun.Report(Body, sharedBytes: 128).SharedPasses["st.shared"].ShouldBe(1);
    }
}
