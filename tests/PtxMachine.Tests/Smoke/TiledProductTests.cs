namespace KernelGen.PtxMachine.Tests.Smoke;

public sealed class TiledProductTests
{
    private const int Size = TiledProduct.Size;

    [Theory]
    [InlineData("f16")]
    [InlineData("bf16")]
    public void A_product_by_tensor_cores_is_the_product(string type)
    {
        var (a, b) = (Values(1, type), Values(2, type));
        var (c, _) = Run(TiledProduct.Text(type), type, a, b);

        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var expected = Enumerable.Range(0, Size).Sum(k => (double)a[(row * Size) + k] * b[(column * Size) + k]);
                ((double)c[(row * Size) + column]).ShouldBe(expected, 1e-5);
            }
        }
    }

    [Fact]
    public void Swizzled_rows_have_no_bank_conflicts_and_plain_rows_have()
    {
        var (a, b) = (Values(1, "f16"), Values(2, "f16"));

        Run(TiledProduct.Text("f16"), "f16", a, b).Report.SharedBankConflicts.Total.ShouldBe(0);
        var plain = Run(TiledProduct.Text("f16", isSwizzled: false), "f16", a, b).Report;
        // Eight rows of 128 bytes begin in one bank: seven passes too many for each of the 4 matrices of 20 loads of 4 warps.
        plain.SharedBankConflicts["ldmatrix"].ShouldBe(7 * 4 * 20 * 4);
        plain.SharedBankConflicts.Total.ShouldBe(plain.SharedBankConflicts["ldmatrix"]);
    }

    [Fact]
    public void The_report_counts_what_the_warps_did()
    {
        var report = Run(TiledProduct.Text("f16"), "f16", Values(1, "f16"), Values(2, "f16")).Report;

        report.Instructions["mma"].ShouldBe(4 * 4 * 8);
        report.Instructions["ldmatrix.sync"].ShouldBe(4 * 20);
        report.Instructions["bar"].ShouldBe(4);
        report.GlobalTransactions["cp.async"].ShouldBe(2 * Size * Size * 2 / 32);
        report.GlobalTransactions["st.global"].ShouldBe(Size * Size * 4 / 32);
        report.Lines.Sum(line => line.Executed).ShouldBe(report.Instructions.Total);
    }

    [Fact]
    public void Without_its_wait_the_copy_is_found_unfinished() =>
        Fault(TiledProduct.Text("f16", waits: false)).Fault.ShouldBe(PtxFault.UnfinishedCopy);

    [Fact]
    public void Without_its_barrier_the_race_is_found() =>
        Fault(TiledProduct.Text("f16", hasBarrier: false)).Fault.ShouldBe(PtxFault.UninitialisedShared);

    private static PtxFaultException Fault(string text) =>
        Should.Throw<PtxFaultException>(() => Run(text, "f16", Values(1, "f16"), Values(2, "f16")));

    private static (float[] C, LaunchReport Report) Run(string text, string type, float[] a, float[] b)
    {
        Assembler.Check(text, "sm_80");
        var device = new PtxDevice();
        var (left, right) = (device.Allocate<ushort>(Narrow(a, type)), device.Allocate<ushort>(Narrow(b, type)));
        var output = device.Allocate(Size * Size * sizeof(float));
        var report = device.Launch(
            PtxModule.Parse(text), "product", (1, 1, 1), (TiledProduct.Threads, 1, 1), TiledProduct.SharedBytes, left, right, output);
        device.FirstUnwritten(output, 0, output.Bytes).ShouldBe(-1);
        var c = new float[Size * Size];
        device.Read<float>(output, c);
        return (c, report);
    }

    // Sixteenths up to 8: exact in both formats.
    private static float[] Values(int seed, string type)
    {
        var random = new Random(seed);
        var range = type == "f16" ? 128 : 64;
        return [.. Enumerable.Range(0, Size * Size).Select(_ => random.Next(-range, range) / 16f)];
    }

    private static ushort[] Narrow(float[] values, string type) => [.. values.Select(value => type == "f16"
        ? BitConverter.HalfToUInt16Bits((Half)value)
        : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];
}
