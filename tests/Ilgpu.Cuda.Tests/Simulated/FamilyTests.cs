using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Ilgpu;
using KernelGen.IlgpuContract.Simulation;
using KernelGen.Selection;

namespace KernelGen.Ilgpu.Cuda.Tests.Simulated;

/// <summary>Which family runs a call on which accelerator, and who says why.</summary>
public sealed class FamilyTests
{
    private static readonly AttentionShape s_long = new(1, 32, 8, 4096, 4096);

    [Fact]
    public void Explain_says_what_runs_on_a_card_and_why()
    {
        using var cards = new Cards();
        var report = CausalSpec.Explain(cards.Accelerator, s_long);
        report.Variant.ShouldStartWith("cuda.wgmma/");
        report.Layer.ShouldBe(SelectionLayer.AnalyticDefault);
        report.Reason.ShouldContain("on PTX machine");
        string.Join('\n', report.Steps).ShouldContain("on ilgpu:ptx-machine:cuda-9.0:132mp");
        CausalSpec.Explain(cards.Accelerator, s_long with { QueryLength = 1 }).Reason.ShouldContain("go to the decode kernel");
        cards.Host.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void A_card_whose_capability_is_too_old_runs_what_ILGPU_compiles()
    {
        var problem = new Problem(Problem.Usual);
        using var cards = new Cards(7, 5);
        using var tensors = new CardTensors(cards.Accelerator, problem);
        SelectionReport? told = null;
        CausalSpec.Forward(
            cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape,
            new AttentionOptions { Explain = report => told = report });
        tensors.Results(cards.Accelerator.DefaultStream).ShouldBe(problem.Output, 2e-2);
        told!.Variant.ShouldStartWith("ilgpu.simt/");
        told.Steps[0].ShouldContain("sm_80");
        told.Steps[0].ShouldContain("7.5");
        cards.Host.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void A_device_of_OpenCL_runs_what_ILGPU_compiles()
    {
        using var context = Context.Create(builder => builder.Simulated(SimulatedDevice.OpenCL));
        using var accelerator = context.Devices[0].CreateAccelerator(context);
        var report = CausalSpec.Explain(accelerator, s_long);
        report.Variant.ShouldStartWith("ilgpu.simt/");
        report.Steps[0].ShouldContain("no CUDA device");
    }

    [Fact]
    public void A_card_whose_driver_cannot_be_used_runs_what_ILGPU_compiles()
    {
        using var cards = new Cards();
        cards.Host.Driver.Version = 10020;
        var report = CausalSpec.Explain(cards.Accelerator, s_long);
        report.Variant.ShouldStartWith("ilgpu.simt/");
        report.Steps[0].ShouldContain("The NVIDIA driver supports CUDA 10.2");
    }

    [Fact]
    public void A_spec_without_kernels_in_PTX_runs_what_ILGPU_compiles()
    {
        using var cards = new Cards();
        SingleSpec.Explain(cards.Accelerator, s_long).Variant.ShouldStartWith("ilgpu.simt/");
    }

    [Fact]
    public void Strides_that_no_kernel_in_PTX_takes_are_for_those_that_ILGPU_compiles_over_the_same_memory()
    {
        var problem = new Problem(Problem.Usual);
        var shape = problem.Shape;
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        using var sums = cards.Accelerator.Allocate1D<float>(2 * problem.Lse.Length);
        // Two floats from one row's log-sum-exp to the next one's.
        var strides = AttentionStrides.Bhnd(shape, 32, 32) with { Lse = new TensorStrides(2 * 4 * 70, 2 * 70, 2) };
        var reports = new List<SelectionReport>();
        var options = new AttentionOptions { Explain = reports.Add };
        CausalSpec.Forward(cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, sums.View, shape, options, strides);
        // The output as the queries of a second call, whose kernel is in PTX: one stream, so it comes second.
        CausalSpec.Forward(cards.Accelerator, tensors.Output, tensors.Key, tensors.Value, tensors.Query, shape, options);
        reports.Select(report => report.Variant.Split('/')[0]).ShouldBe(["ilgpu.simt", "cuda.wgmma"]);
        reports[0].Steps[0].ShouldBe("Kernels of cuda.* do not run here: they write the log-sum-exp as contiguous memory alone.");
        tensors.Results(cards.Accelerator.DefaultStream).ShouldBe(problem.Output, 2e-2);
        var spread = sums.GetAsArray1D();
        problem.Lse.Select((value, i) => Math.Abs(value - spread[2 * i])).Max().ShouldBeLessThan(1e-4f);
        var (again, expected) = (new BFloat16[problem.Output.Length], new double[problem.Output.Length]);
        tensors.Query.CopyToCPU(cards.Accelerator.DefaultStream, System.Runtime.InteropServices.MemoryMarshal.Cast<BFloat16, ushort>(again.AsSpan()));
        BFloat16[] queries = [.. tensors.Results(cards.Accelerator.DefaultStream).Select(value => (BFloat16)value)];
        CausalSpec.Reference(queries, problem.Key, problem.Value, expected, shape);
        Problem.Numbers(again).ShouldBe(Problem.Numbers(expected), 2e-2);
    }

    [Fact]
    public void A_pinned_variant_decides_by_its_family()
    {
        var problem = new Problem(Problem.Usual);
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        foreach (var id in new[] { "ilgpu.simt/q16-k64-g64-r4", "cuda.mma/q128-k64-w4-s2" })
        {
            SelectionReport? told = null;
            var options = new AttentionOptions { Variant = id, Explain = report => told = report };
            CausalSpec.Forward(cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape, options);
            tensors.Results(cards.Accelerator.DefaultStream).ShouldBe(problem.Output, 2e-2);
            told!.Variant.ShouldBe(id);
            told.Layer.ShouldBe(SelectionLayer.Pinned);
        }
        cards.Entries.ShouldBe(["attend_q128_k64_w4_s2"]);
        var decoding = problem.Shape with { QueryLength = 1 };
        CausalSpec.Explain(cards.Accelerator, decoding, new AttentionOptions { Variant = "ilgpu.simt/q16-k64-g64-r4" }).Variant.ShouldStartWith("ilgpu.simt/");
        CausalSpec.Explain(cards.Accelerator, decoding, new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s2" }).Variant.ShouldStartWith("cuda.mma/");
    }

    [Fact]
    public void A_pinned_kernel_in_PTX_is_refused_where_it_cannot_run()
    {
        var problem = new Problem(Problem.Usual);
        var pinned = new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s2" };
        using (var old = new Cards(7, 5))
            Should.Throw<NotSupportedException>(() => CausalSpec.Explain(old.Accelerator, s_long, pinned)).Message.ShouldContain("7.5");
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        using var sums = cards.Accelerator.Allocate1D<float>(2 * problem.Lse.Length);
        var strides = AttentionStrides.Bhnd(problem.Shape, 32, 32) with { Lse = new TensorStrides(2 * 4 * 70, 2 * 70, 2) };
        var refusal = Should.Throw<ArgumentException>(() => CausalSpec.Forward(
            cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, sums.View, problem.Shape, pinned, strides));
        refusal.ParamName.ShouldBe("options");
        refusal.Message.ShouldContain("log-sum-exp");
        var unknown = new AttentionOptions { Variant = "ilgpu.simt/q16-k64-g64-r5" };
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Explain(cards.Accelerator, s_long, unknown)).Message;
        wrong.ShouldContain("the closest is 'ilgpu.simt/q16-k64-g64-r4'");
        wrong.ShouldContain("cuda.wgmma/");
    }

    [Theory]
    // Measured among ILGPU's kernels alone.
    [InlineData("ilgpu:ptx-machine:cuda-9.0:132mp", "ilgpu.simt/q16-k64-g64-r4", "cuda.wgmma/q192-k128-c3-s4", SelectionLayer.AnalyticDefault)]
    [InlineData("ilgpu:ptx-machine:cuda-9.0:132mp", "cuda.mma/q128-k64-w4-s2", "cuda.mma/q128-k64-w4-s2", SelectionLayer.ExactBucket)]
    // Measured without ILGPU on the same card, and on another one of its class.
    [InlineData("cuda:ptx-machine:9.0:132mp", "cuda.mma/q128-k64-w4-s2", "cuda.mma/q128-k64-w4-s2", SelectionLayer.ExactBucket)]
    [InlineData("cuda:another-card:9.0:78mp", "cuda.mma/q128-k64-w4-s2", "cuda.mma/q128-k64-w4-s2", SelectionLayer.SameDeviceClass)]
    // Measured on what this card is not.
    [InlineData("cuda:ptx-machine:8.0:132mp", "cuda.mma/q128-k64-w4-s2", "cuda.wgmma/q192-k128-c3-s4", SelectionLayer.AnalyticDefault)]
    public void What_was_measured_decides_between_the_families(string device, string winner, string chosen, SelectionLayer layer)
    {
        using var cards = new Cards();
        using var cuda = new IlgpuCudaKernels(Kernels(), cards.Accelerator, cards.Accelerator.NativePtr);
        IlgpuVariant[] simt =
        [
            new("ilgpu.simt/q64-k64-g64-r8", 1, 64, 64, 64, 8, 1024, 100), new("ilgpu.simt/q16-k64-g64-r4", 1, 16, 64, 64, 4, 1024, 100),
        ];
        var described = new IlgpuDevice
        {
            Kind = "Cuda", Name = "PTX machine", ComputeCapability = "9.0", Multiprocessors = 132, MostThreads = 1024, MostSharedBytes = 49152, WarpSize = 32,
        };
        var choice = new TunedChoice(device, ShapeBucket.Of(s_long).ToString(), winner);
        var selector = new IlgpuSelector(CausalSpec.Compiled, simt, null, [choice], described, cuda);
        var report = selector.Explain(s_long);
        report.Variant.ShouldBe(chosen);
        report.Layer.ShouldBe(layer);
        if (winner.StartsWith("ilgpu.", StringComparison.Ordinal))
            report.Steps[0].ShouldContain("Results of ilgpu.simt alone do not decide where kernels of cuda.* run.");
        if (device.StartsWith("cuda:ptx-machine:9.0", StringComparison.Ordinal))
            report.Reason.ShouldContain($"under {device}");
    }

    // The emitted class, whose name ends with a hash.
    private static CudaKernels Kernels()
    {
        var emitted = typeof(CausalSpec).Assembly.GetTypes().Single(type => type.Name.StartsWith("CausalSpec_", StringComparison.Ordinal) && type.Name.EndsWith("_Cuda", StringComparison.Ordinal));
        return (CudaKernels)emitted.GetProperty("Kernels")!.GetValue(null)!;
    }
}
