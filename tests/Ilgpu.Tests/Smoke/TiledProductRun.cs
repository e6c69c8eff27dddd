using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace KernelGen.Ilgpu.Tests.Smoke;

/// <summary>Runs the product from arrays to arrays. Nothing of ILGPU shows outside, so it can be called in another load context.</summary>
public static class TiledProductRun
{
    public const int Rows = 37;
    public const int Columns = 48;
    public const int Inner = 64;

    /// <summary>Returns the product, then the sums of its rows by tile.</summary>
    public static float[][] Run(int warpSize, float[] a, float[] b)
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(warpSize, 128 / warpSize, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel);
        return Run(accelerator, a, b);
    }

    public static float[][] Run(Accelerator accelerator, float[] a, float[] b)
    {
        using var bufferA = accelerator.Allocate1D(a);
        using var bufferB = accelerator.Allocate1D(b);
        using var product = accelerator.Allocate1D<float>(Rows * Columns);
        using var sums = accelerator.Allocate1D<float>(Rows * (Columns / TiledProduct.Tile));
        using var stream = accelerator.CreateStream();
        var kernel = accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, int>(
            TiledProduct.Kernel, new KernelSpecialization(128, null));
        var config = new KernelConfig(
            new Index3D(Columns / TiledProduct.Tile, (Rows + TiledProduct.Tile - 1) / TiledProduct.Tile, 1),
            new Index3D(TiledProduct.Tile, TiledProduct.GroupRows, 1));
        kernel(stream, config, bufferA.View, bufferB.View, product.View, sums.View, Rows, Columns, Inner);
        stream.Synchronize();
        var results = new[] { new float[Rows * Columns], new float[Rows * (Columns / TiledProduct.Tile)] };
        product.CopyToCPU(stream, results[0]);
        sums.View.BaseView.CopyToCPU(stream, results[1]);
        return results;
    }
}
