using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using KernelGen.IlgpuContract.Rewriting;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests.Detectors;

/// <summary>What launch code can do wrong.</summary>
public sealed class HostTests : IDisposable
{
    private readonly Context context = Context.Create(builder => builder.CPU(CPUDevice.Nvidia).Profiling());
    private readonly Accelerator accelerator;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> buffer;

    public HostTests()
    {
        accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        buffer = accelerator.Allocate1D<float>(64);
    }

    public void Dispose()
    {
        buffer.Dispose();
        accelerator.Dispose();
        context.Dispose();
    }

    [Fact]
    public void New_memory_holds_NaN() => buffer.GetAsArray1D().ShouldAllBe(static value => float.IsNaN(value));

    [Fact]
    public void The_host_cannot_touch_a_device_view() =>
        Should.Throw<InvalidOperationException>(() => buffer.View[0] = 1f).Message.ShouldContain("CopyFromCPU");

    [Fact]
    public void Work_of_a_stream_is_not_done_before_somebody_waits_for_it()
    {
        using var stream = accelerator.CreateStream();
        accelerator.LoadKernel<ArrayView<float>>(Ones)(stream, (1, 64), buffer.View);

        // The default stream knows nothing of the other one.
        buffer.GetAsArray1D()[0].ShouldBe(float.NaN);
        stream.Synchronize();
        buffer.GetAsArray1D()[0].ShouldBe(1f);
    }

    [Fact]
    public void A_fault_shows_when_its_stream_is_waited_for_and_drops_what_came_behind()
    {
        var kernel = accelerator.LoadStreamKernel<ArrayView<float>>(Ones);
        kernel((1, 65), buffer.View);
        kernel((1, 64), buffer.View);

        Should.Throw<KernelFaultException>(accelerator.Synchronize).Fault.ShouldBe(KernelFault.OutOfRange);
        accelerator.Synchronize();
    }

    [Fact]
    public void A_disposed_buffer_is_found_in_a_kernel()
    {
        var view = buffer.View;
        buffer.Dispose();
        accelerator.LoadStreamKernel<ArrayView<float>>(Ones)((1, 64), view);

        Should.Throw<KernelFaultException>(accelerator.Synchronize).Fault.ShouldBe(KernelFault.Disposed);
    }

    [Fact]
    public void Disposing_a_buffer_does_the_work_that_uses_it_first()
    {
        using var other = accelerator.Allocate1D<float>(64);
        accelerator.LoadStreamKernel<ArrayView<float>>(Ones)((1, 64), other.View);
        buffer.View.BaseView.CopyFrom(accelerator.DefaultStream, other.View.BaseView);
        other.Dispose();

        buffer.GetAsArray1D().ShouldAllBe(static value => value == 1f);
    }

    [Fact]
    public void A_buffer_of_another_accelerator_is_found()
    {
        using var other = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        other.LoadStreamKernel<ArrayView<float>>(Ones)((1, 64), buffer.View);

        Should.Throw<KernelFaultException>(other.Synchronize).Message.ShouldContain("another accelerator");
    }

    [Theory]
    [InlineData(1, 1025, "a group of 1025 threads; the device has at most 1024")]
    [InlineData(0, 64, "must be at least 1")]
    [InlineData(1, 65, "loaded for at most 64")]
    public void An_impossible_launch_is_refused_at_once(int groups, int threads, string reason)
    {
        var specialization = new KernelSpecialization(threads == 65 ? 64 : null, null);
        var kernel = accelerator.LoadStreamKernel<ArrayView<float>>(Ones, specialization);

        var fault = Should.Throw<KernelFaultException>(() => kernel((groups, threads), buffer.View));

        fault.Fault.ShouldBe(KernelFault.Launch);
        fault.Message.ShouldContain(threads == 1025 ? "exceeds the device's (1024, 1024, 1024)" : reason);
    }

    [Fact]
    public void More_dynamic_shared_memory_than_48_KB_is_refused_at_the_launch()
    {
        var kernel = accelerator.LoadStreamKernel<ArrayView<float>>(Dynamic);
        kernel((1, 64, SharedMemoryConfig.RequestDynamic<float>(12 * 1024 - 64)), buffer.View);
        accelerator.Synchronize();

        Should.Throw<KernelFaultException>(() => kernel((1, 64, SharedMemoryConfig.RequestDynamic<float>(12 * 1024 - 63)), buffer.View))
            .Message.ShouldContain("49156 bytes of shared memory (256 static)");
    }

    [Fact]
    public void Static_shared_memory_may_have_48_KB_and_no_more()
    {
        accelerator.LoadStreamKernel<ArrayView<float>>(FullShared);

        Should.Throw<KernelRefusedException>(() => accelerator.LoadStreamKernel<ArrayView<float>>(TooMuchShared))
            .Message.ShouldContain("49156 bytes");
    }

    [Fact]
    public void Shuffles_on_a_device_without_them_are_refused_even_where_no_thread_comes_to_them()
    {
        KernelRun.Refusal((Action<ArrayView<float>>)Shuffle, SimulatedDevice.OpenCL).Message.ShouldContain("no warp shuffles");
        KernelRun.Refusal((Action<ArrayView<float>>)ShuffleOnCuda, SimulatedDevice.OpenCL).Message.ShouldContain("no warp shuffles");
        KernelRun.Run(ShuffleOnCuda, device: SimulatedDevice.Cuda)[1].ShouldBe(0f);
    }

    [Fact]
    public void Half_on_a_device_without_float16_is_refused() =>
        KernelRun.Refusal((Action<ArrayView<float>>)Halves, SimulatedDevice.OpenCL).Message.ShouldContain("no float16");

    [Fact]
    public void Markers_measure_what_runs_between_them()
    {
        using var first = accelerator.DefaultStream.AddProfilingMarker();
        accelerator.LoadStreamKernel<ArrayView<float>>(Ones)((1, 64), buffer.View);
        using var second = accelerator.DefaultStream.AddProfilingMarker();

        (second - first).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private static void Ones(ArrayView<float> output) => output[Group.IdxX] = 1f;

    private static void Shuffle(ArrayView<float> output) => output[Group.IdxX] = Warp.ShuffleXor((float)Group.IdxX, 1);

    private static void ShuffleOnCuda(ArrayView<float> output)
    {
        var value = (float)Group.IdxX;
        if (Accelerator.CurrentType == AcceleratorType.Cuda)
            value = Warp.ShuffleXor(value, 1);
        output[Group.IdxX] = value;
    }

    private static void Halves(ArrayView<float> output) => output[Group.IdxX] = (ILGPU.Half)1.5f;

    private static void Dynamic(ArrayView<float> output)
    {
        var fixedSize = SharedMemory.Allocate<float>(64);
        var dynamic = SharedMemory.GetDynamic<float>();
        fixedSize[Group.IdxX] = 1f;
        dynamic[dynamic.IntLength - 64 + Group.IdxX] = 2f;
        output[Group.IdxX] = fixedSize[Group.IdxX] + dynamic[dynamic.IntLength - 64 + Group.IdxX];
    }

    private static void FullShared(ArrayView<float> output) => SharedMemory.Allocate<float>(12 * 1024)[Group.IdxX] = 1f;

    private static void TooMuchShared(ArrayView<float> output) => SharedMemory.Allocate<float>((12 * 1024) + 1)[Group.IdxX] = 1f;
}
