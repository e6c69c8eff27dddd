using ILGPU;
using KernelGen.IlgpuContract.Rewriting;
using KernelGen.IlgpuContract.Simulation;
using KernelGen.Ilgpu.Tests.Real;

namespace KernelGen.Ilgpu.Tests.Smoke;

public sealed class TiledProductTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void The_product_is_right_to_the_last_bit_for_every_warp_size(int warpSize)
    {
        var (a, b) = TiledProductData.Operands();

        var results = TiledProductRun.Run(warpSize, a, b);

        results[0].ShouldBe(TiledProductData.Expected(a, b));
        results[1].ShouldBe(TiledProductRun.Run(4, a, b)[1]);
    }

    [Fact]
    public void The_product_runs_on_a_simulated_device_with_shuffles_and_is_refused_by_one_without()
    {
        var (a, b) = TiledProductData.Operands();
        using var context = Context.Create(builder => builder.Simulated(SimulatedDevice.Cuda).Simulated(SimulatedDevice.OpenCL));
        using var with = context.Devices[0].CreateAccelerator(context);
        using var without = context.Devices[1].CreateAccelerator(context);

        TiledProductRun.Run(with, a, b)[0].ShouldBe(TiledProductData.Expected(a, b));
        Should.Throw<KernelRefusedException>(() => TiledProductRun.Run(without, a, b)).Message.ShouldContain("no warp shuffles");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    public void The_real_ILGPU_gives_the_same_bits(int warpSize)
    {
        var real = RealIlgpu.Require();
        var (a, b) = TiledProductData.Operands();

        var results = (float[][])real.Call(typeof(TiledProductRun), nameof(TiledProductRun.Run), warpSize, a, b)!;

        results.ShouldBe(TiledProductRun.Run(warpSize, a, b));
    }
}
