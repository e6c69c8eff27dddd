namespace KernelGen.PtxMachine.Tests.Semantics;

public sealed class TensorCopyTests
{
    // A tensor of 3 rows of 8 words; the box is 4 x 4 words and comes from column 6 of row 1.
    [Fact]
    public void Elements_outside_of_the_tensor_are_zeros() => Load(PtxSwizzle.None, 4, 4, column: 6, row: 1)
        .ShouldBe([14u, 15, 0, 0, 22, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Coordinates_may_be_negative() => Load(PtxSwizzle.None, 4, 4, column: -2, row: -1)
        .ShouldBe([0u, 0, 0, 0, 0, 0, 0, 1, 0, 0, 8, 9, 0, 0, 16, 17]);

    [Fact]
    public void A_swizzle_of_32_bytes_exchanges_the_chunks_of_every_second_four_rows()
    {
        // Rows of 32 bytes: four of them have 128 bytes, and bit 7 of the address is xored into bit 4.
        var words = Load(PtxSwizzle.Bytes32, 8, 8, column: 0, row: -3);
        words[(3 * 8)..][..8].ShouldBe([0u, 1, 2, 3, 4, 5, 6, 7]);
        words[(4 * 8)..][..8].ShouldBe([12u, 13, 14, 15, 8, 9, 10, 11]);
    }

    // Rows of 32 bytes of a box of 128: chunk c of row r lies at place c xor r, and what lies outside of the tensor is zeros.
    [Fact]
    public void Bytes_are_elements_too()
    {
        var words = Load(PtxSwizzle.Bytes128, 128, 8, column: 0, row: 0, elementBytes: 1);
        words[..8].ShouldBe([0u, 1, 2, 3, 4, 5, 6, 7]);
        words[32..40].ShouldBe([12u, 13, 14, 15, 8, 9, 10, 11]);
        words[72..80].ShouldBe([16u, 17, 18, 19, 20, 21, 22, 23]);
        words.Count(word => word != 0).ShouldBe(23);
        Load(PtxSwizzle.None, 16, 1, column: 3, row: 0, elementBytes: 1).ShouldBe([0x0100u, 0x0200, 0x0300, 0x0400]);
    }

    [Fact]
    public void A_store_leaves_out_what_lies_outside()
    {
        var device = new PtxDevice();
        var target = device.Allocate<uint>(new uint[24]);
        var map = new PtxTensorMap(target.Address, 4, [8, 3], [32], [4, 4], PtxSwizzle.None);
        Launch(device, map, target, """
            mad.lo.u32 %c, %thread, 4, %b;
            st.shared.b32 [%c], %thread;
            fence.proxy.async;
            bar.sync 0;
            mov.u32 %r1, 6; mov.u32 %r2, 1;
            @%t cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%x, {%r1, %r2}], [%b];
            @%t cp.async.bulk.commit_group;
            @%t cp.async.bulk.wait_group.read 0;
            """);
        var words = new uint[24];
        device.Read<uint>(target, words);
        words.ShouldBe([0u, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 5]);
    }

    [Fact]
    public void A_store_of_what_nobody_fenced_is_found()
    {
        var device = new PtxDevice();
        var target = device.Allocate<uint>(new uint[24]);
        var map = new PtxTensorMap(target.Address, 4, [8, 3], [32], [4, 4], PtxSwizzle.None);
        Should.Throw<PtxFaultException>(() => Launch(device, map, target, """
            mad.lo.u32 %c, %thread, 4, %b;
            st.shared.b32 [%c], %thread;
            bar.sync 0;
            mov.u32 %r1, 6; mov.u32 %r2, 1;
            @%t cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%x, {%r1, %r2}], [%b];
            """)).Fault.ShouldBe(PtxFault.MissingProxyFence);
    }

    [Fact]
    public void A_map_that_no_driver_would_make_is_refused() =>
        Should.Throw<ArgumentException>(() => new PtxTensorMap(0x1000, 2, [64, 64], [128], [128, 8], PtxSwizzle.Bytes128).ToBytes())
            .Message.ShouldContain("at most the swizzle's 128 bytes");

    [Theory]
    [InlineData(1, 16, false)]
    [InlineData(1, 1024, true)]
    [InlineData(1, 2048, true)]
    [InlineData(1, (1L << 40) - 16, true)]
    [InlineData(1, 1L << 40, false)]
    [InlineData(2, 16, true)]
    public void A_dimension_of_length_1_has_a_stride_behind_the_dimension_before(int length, long stride, bool isLegal)
    {
        // 8 rows of 128 bytes before it.
        Func<byte[]> encode = () => new PtxTensorMap(0x1000, 2, [64, 8, length], [128, stride], [64, 8, 1], PtxSwizzle.Bytes128).ToBytes();
        if (isLegal)
            encode().Length.ShouldBe(128);
        else
            Should.Throw<ArgumentException>(() => encode()).Message.ShouldContain("strides");
    }

    private static uint[] Load(PtxSwizzle swizzle, int boxColumns, int boxRows, int column, int row, int elementBytes = 4)
    {
        var boxWords = boxColumns * boxRows * elementBytes / 4;
        var device = new PtxDevice();
        var source = device.Allocate<uint>([.. Enumerable.Range(0, 24).Select(i => (uint)i)]);
        var output = device.Allocate(boxWords * 4);
        var map = new PtxTensorMap(source.Address, elementBytes, [32 / elementBytes, 3], [32], [boxColumns, boxRows], swizzle);
        Launch(device, map, output, $$"""
            mov.u32 %r1, {{column}}; mov.u32 %r2, {{row}};
            @%t mbarrier.arrive.expect_tx.shared::cta.b64 _, [%a], {{boxWords * 4}};
            @%t cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%b], [%x, {%r1, %r2}], [%a];
            WAIT:
            mbarrier.try_wait.parity.shared::cta.b64 %q, [%a], 0;
            @!%q bra WAIT;
            mad.lo.u32 %c, %thread, 4, %b;
            ld.shared.b32 %r, [%c];
            st.global.b32 [%place], %r;
            """, boxWords);
        var words = new uint[boxWords];
        device.Read<uint>(output, words);
        return words;
    }

    private static void Launch(PtxDevice device, PtxTensorMap map, PtxBuffer output, string body, int threads = 16)
    {
        var text = KernelText.Of("""
            mov.u32 %a, dynamic;
            add.u32 %b, %a, 1024;
            mov.b64 %x, input;
            cvta.param.u64 %x, %x;
            setp.eq.u32 %t, %thread, 0;
            @%t mbarrier.init.shared::cta.b64 [%a], 1;
            bar.sync 0;

            """ + body)
            .Replace(".param .u64 input", ".param .align 64 .b8 input[128]", StringComparison.Ordinal)
            .Replace("ld.param.u64 %input, [input];", "", StringComparison.Ordinal);
        Assembler.Check(text);
        device.Launch(PtxModule.Parse(text), "kernel", (1, 1, 1), (threads, 1, 1), 4096, output, map);
    }
}
