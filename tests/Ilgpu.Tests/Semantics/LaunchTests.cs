using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace KernelGen.Ilgpu.Tests.Semantics;

public sealed class LaunchTests : IDisposable
{
    private readonly Context context = Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia).Optimize(OptimizationLevel.O2));
    private readonly Accelerator accelerator;

    public LaunchTests() => accelerator = context.GetPreferredDevice(preferCPU: true).CreateAccelerator(context);

    private delegate void Launch17(
        AcceleratorStream stream, KernelConfig config, ArrayView<int> output, int a, int b, int c, int d, int e, int f, int g, int h, int i,
        int j, int k, int l, int m, int n, int o, long p);

    public void Dispose()
    {
        accelerator.Dispose();
        context.Dispose();
    }

    [Fact]
    public void An_automatically_grouped_kernel_runs_once_per_index()
    {
        using var output = accelerator.Allocate1D(new int[300]);

        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, int>(CountIndex)(300, output.View, 7);

        output.GetAsArray1D().ShouldBe(Enumerable.Range(7, 300));
    }

    [Fact]
    public void An_automatically_grouped_kernel_of_two_dimensions_runs_once_per_pair()
    {
        using var output = accelerator.Allocate1D(new int[35]);

        accelerator.LoadAutoGroupedKernel<Index2D, ArrayView<int>>(CountPair)(accelerator.DefaultStream, new Index2D(7, 5), output.View);

        output.GetAsArray1D().ShouldBe(Enumerable.Range(0, 35).Select(i => (100 * (i / 7)) + (i % 7)));
    }

    [Fact]
    public void A_kernel_of_more_parameters_than_an_Action_has_is_launched_by_a_delegate_of_its_own()
    {
        using var output = accelerator.Allocate1D(new int[1]);
        var launch = accelerator.LoadKernel<Launch17>(((Delegate)Sum17).Method);

        launch(accelerator.DefaultStream, (1, 1), output.View, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 1L << 16);

        output.GetAsArray1D()[0].ShouldBe(120 + (1 << 16));
    }

    [Fact]
    public void Positions_in_three_dimensions_count_x_first()
    {
        using var output = accelerator.Allocate1D(new int[2 * 3 * 2 * 24]);

        accelerator.LoadStreamKernel<ArrayView<int>>(Positions)(((2, 3, 2), (4, 3, 2)), output.View);

        var values = output.GetAsArray1D();
        values[0].ShouldBe(0);
        values[1].ShouldBe(1);
        values[4].ShouldBe(10);
        values[12].ShouldBe(100);
        values[24].ShouldBe(1000);
        values[48].ShouldBe(10_000);
        values[6 * 24].ShouldBe(100_000);
    }

    [Fact]
    public void Many_host_threads_launch_one_kernel_on_streams_of_their_own()
    {
        var kernel = accelerator.LoadKernel<ArrayView<int>>(AddOne);

        Parallel.For(0, 16, _ =>
        {
            using var stream = accelerator.CreateStream();
            using var output = accelerator.Allocate1D(stream, new int[64]);
            for (var i = 0; i < 10; i++)
                kernel(stream, (1, 64), output.View);
            stream.Synchronize();
            output.GetAsArray1D(stream).ShouldAllBe(static value => value == 10);
        });
    }

    [Fact]
    public void Host_threads_that_share_a_buffer_lose_no_atomic_addition()
    {
        using var output = accelerator.Allocate1D(new int[1]);
        var kernel = accelerator.LoadKernel<ArrayView<int>>(CountThreads);

        Parallel.For(0, 8, _ =>
        {
            using var stream = accelerator.CreateStream();
            kernel(stream, (4, 64), output.View);
            stream.Synchronize();
        });

        output.GetAsArray1D()[0].ShouldBe(8 * 4 * 64);
    }

    private static void CountIndex(Index1D index, ArrayView<int> output, int first) => output[index] += index + first;

    private static void CountPair(Index2D index, ArrayView<int> output) => output[(index.Y * 7) + index.X] += (100 * index.Y) + index.X;

    private static void Positions(ArrayView<int> output) => output[Grid.GlobalLinearIndex] =
        Group.IdxX + (10 * Group.IdxY) + (100 * Group.IdxZ) + (1000 * Grid.IdxX) + (10_000 * Grid.IdxY) + (100_000 * Grid.IdxZ);

    private static void AddOne(ArrayView<int> output)
    {
        output[Group.IdxX]++;
        Group.Barrier();
    }

    private static void CountThreads(ArrayView<int> output) => Atomic.Add(ref output[0], 1);

    private static void Sum17(
        ArrayView<int> output, int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o,
        long p) =>
        output[0] = a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + (int)p;
}
