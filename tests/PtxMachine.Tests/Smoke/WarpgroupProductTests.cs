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
        var text = edit is null ? product.Text() : edit(product.Text());
        Assembler.Check(text);
        var device = new PtxDevice();
        PtxTensorMap Map(float[] values) => new(
            device.Allocate<ushort>([.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]).Address,
            2, [Size, Size], [Size * 2], [product.BoxColumns, Size], (PtxSwizzle)product.Swizzle);
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
