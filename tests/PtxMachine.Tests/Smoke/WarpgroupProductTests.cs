using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Tests.Smoke;

public sealed class WarpgroupProductTests
{
    private const int Size = WarpgroupProduct.Size;

    [Theory]
    [InlineData(128, false, false)]
    [InlineData(128, true, false)]
    [InlineData(64, false, false)]
    [InlineData(64, true, false)]
    [InlineData(32, false, false)]
    [InlineData(32, true, false)]
    [InlineData(128, false, true)]
    public void A_product_by_a_warpgroup_is_the_product(int swizzle, bool isRightTransposed, bool copiesLeft)
    {
        var (a, b) = (Values(1), Values(2));
        var c = Run(new WarpgroupProduct { Swizzle = swizzle, IsRightTransposed = isRightTransposed, CopiesLeft = copiesLeft }, a, b);

        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var expected = Enumerable.Range(0, Size)
                    .Sum(k => (double)a[(row * Size) + k] * b[isRightTransposed ? (k * Size) + column : (column * Size) + k]);
                ((double)c[(row * Size) + column]).ShouldBe(expected, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(64)]
    [InlineData(32)]
    public void A_product_of_e4m3_is_the_product(int swizzle)
    {
        var product = new WarpgroupProduct { ElementBytes = 1, Swizzle = swizzle };
        var (a, b) = (E4M3.Random(1, WarpgroupProduct.TileBytes), E4M3.Random(2, WarpgroupProduct.TileBytes));
        var device = new PtxDevice();
        var c = Run(product, device, device.Allocate<byte>(a), device.Allocate<byte>(b), null);

        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var expected = Enumerable.Range(0, product.Inner)
                    .Sum(k => E4M3.Value(a[(row * product.Inner) + k]) * E4M3.Value(b[(column * product.Inner) + k]));
                c[(row * Size) + column].ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Factors_of_8_bits_have_no_majors() => Should.Throw<PtxSyntaxException>(() => PtxModule.Parse(
        new WarpgroupProduct { ElementBytes = 1 }.Text().Replace("%right, 1, 1, 1;", "%right, 1, 1, 1, 0, 0;", StringComparison.Ordinal)))
        .Message.ShouldContain("takes 6 operands, not 8");

    // The fragment layout as the PTX manual draws it: a thread's register has four neighbours of a row.
    [Fact]
    public void The_left_factor_of_e4m3_comes_in_registers_of_four_neighbours()
    {
        const int Inner = 32, Columns = 8;
        var (a, b) = (E4M3.Random(3, Size * Inner), E4M3.Random(4, Columns * Inner));
        var c = KernelRun.Run<float>("""
            mov.u32 %a, dynamic;
            setp.lt.u32 %p, %thread, 16;
            and.b32 %b, %thread, 7;
            shr.u32 %c, %thread, 3;
            mad.lo.u32 %r0, %b, 32, 2048;
            mad.lo.u32 %r0, %c, 16, %r0;
            cvt.u64.u32 %x, %r0;
            add.u64 %x, %x, %input;
            mov.b32 %r4, 0; mov.b32 %r5, 0; mov.b32 %r6, 0; mov.b32 %r7, 0;
            @%p ld.global.v4.b32 {%r4, %r5, %r6, %r7}, [%x];
            mad.lo.u32 %r1, %thread, 16, %a;
            @%p st.shared.v4.b32 [%r1], {%r4, %r5, %r6, %r7};
            fence.proxy.async;
            bar.sync 0;
            shr.u32 %b, %lane, 2;
            mad.lo.u32 %b, %warp, 16, %b;
            and.b32 %c, %lane, 3;
            mul.lo.u32 %r0, %b, 32;
            mad.lo.u32 %r0, %c, 4, %r0;
            cvt.u64.u32 %x, %r0;
            add.u64 %x, %x, %input;
            ld.global.b32 %r8, [%x];
            ld.global.b32 %r9, [%x+256];
            ld.global.b32 %r10, [%x+16];
            ld.global.b32 %r11, [%x+272];
            bfe.u32 %a, %a, 4, 14;
            cvt.u64.u32 %y, %a;
            or.b64 %y, %y, 0x1000080000;
            wgmma.fence.sync.aligned;
            wgmma.mma_async.sync.aligned.m64n8k32.f32.e4m3.e4m3 {%f0, %f1, %f2, %f3}, {%r8, %r9, %r10, %r11}, %y, 0, 1, 1;
            wgmma.commit_group.sync.aligned;
            wgmma.wait_group.sync.aligned 0;
            mul.lo.u32 %r0, %b, 32;
            mad.lo.u32 %r0, %c, 8, %r0;
            cvt.u64.u32 %x, %r0;
            add.u64 %x, %x, %output;
            st.global.v2.f32 [%x], {%f0, %f1};
            st.global.v2.f32 [%x+256], {%f2, %f3};
            """, 128, [.. MemoryMarshal.Cast<byte, uint>([.. a, .. b])], Size * Columns);

        for (var i = 0; i < c.Length; i++)
        {
            var (row, column) = Math.DivRem(i, Columns);
            c[i].ShouldBe(Enumerable.Range(0, Inner).Sum(k => E4M3.Value(a[(row * Inner) + k]) * E4M3.Value(b[(column * Inner) + k])), $"{row}, {column}");
        }
    }

    [Fact]
    public void Sums_that_nobody_waited_for_are_found() =>
        Fault(new WarpgroupProduct { Waits = false }, PtxFault.UnfinishedProduct).Message.ShouldContain("wgmma.wait_group is missing");

    [Fact]
    public void Registers_that_nobody_fenced_are_found() =>
        Fault(new WarpgroupProduct { HasProductFence = false }, PtxFault.UnfinishedProduct).Message.ShouldContain("%sum0 was written with no wgmma.fence");

    [Fact]
    public void Ordinary_writes_that_nobody_fenced_are_found() =>
        Fault(new WarpgroupProduct { CopiesLeft = true, HasProxyFence = false }, PtxFault.MissingProxyFence).Message.ShouldContain("fence.proxy.async");

    [Theory]
    [InlineData("mov.f32 %sum7, 0f00000000;", PtxFault.UnfinishedProduct, "%sum7 is written while a wgmma uses it")]
    [InlineData("st.shared.b32 [%tiles], %thread;", PtxFault.SharedRace, "with no barrier between them")]
    public void What_a_product_uses_must_be_left_alone_until_the_wait(string instruction, PtxFault fault, string message) =>
        Fault(new WarpgroupProduct(), fault, text => text.Replace("    wgmma.wait_group", "    " + instruction + "\n    wgmma.wait_group", StringComparison.Ordinal))
            .Message.ShouldContain(message);

    [Fact]
    public void The_left_factor_may_come_in_registers() =>
        Run(new WarpgroupProduct { IsLeftInRegisters = true }, Values(1), Values(2)).ShouldAllBe(value => value == 0);

    private static PtxFaultException Fault(WarpgroupProduct product, PtxFault fault, Func<string, string>? edit = null)
    {
        var exception = Should.Throw<PtxFaultException>(() => Run(product, Values(1), Values(2), edit));
        exception.Fault.ShouldBe(fault, exception.Message);
        return exception;
    }

    private static float[] Run(WarpgroupProduct product, float[] a, float[] b, Func<string, string>? edit = null)
    {
        var device = new PtxDevice();
        PtxBuffer Buffer(float[] values) => device.Allocate<ushort>([.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]);
        return Run(product, device, Buffer(a), Buffer(b), edit);
    }

    private static float[] Run(WarpgroupProduct product, PtxDevice device, PtxBuffer a, PtxBuffer b, Func<string, string>? edit)
    {
        var text = edit is null ? product.Text() : edit(product.Text());
        Assembler.Check(text);
        PtxTensorMap Map(PtxBuffer values) => new(
            values.Address, product.ElementBytes, [product.Inner, Size], [WarpgroupProduct.RowBytes], [product.BoxColumns, Size], (PtxSwizzle)product.Swizzle);
        var output = device.Allocate(Size * Size * sizeof(float));
        device.Launch(PtxModule.Parse(text), "product", (1, 1, 1), (128, 1, 1), (3 * WarpgroupProduct.TileBytes) + 8, Map(a), Map(b), output);
        var c = new float[Size * Size];
        device.Read<float>(output, c);
        return c;
    }

    // Sixteenths up to 4: exact in bfloat16.
    private static float[] Values(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Size * Size).Select(_ => random.Next(-64, 64) / 16f)];
    }
}
