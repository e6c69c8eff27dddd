using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine.Driver;
using KernelGen.Selection;

namespace KernelGen.Cuda.Tests;

/// <summary>Which variant runs, who said so, and what happens where none can.</summary>
public sealed class SelectionTests
{
    private static readonly Version s_turing = new(7, 5);

    [Fact]
    public void Explain_says_what_runs_and_why()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        var report = CausalSpec.Explain(device, new AttentionShape(1, 32, 8, 4096, 4096));
        report.Layer.ShouldBe(SelectionLayer.AnalyticDefault);
        report.Variant.ShouldStartWith("cuda.");
        report.Reason.ShouldContain($"The cost model prefers {report.Variant}");
        report.Steps.Count.ShouldBeGreaterThan(3);
        CausalSpec.Explain(device, new AttentionShape(1, 32, 8, 1, 4096)).Reason.ShouldContain("go to the decode kernel");
        host.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void The_callback_is_told_what_runs_and_a_pinned_variant_does()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        SelectionReport? told = null;
        var options = new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s2", Explain = report => told = report };
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape, options);
        told!.Layer.ShouldBe(SelectionLayer.Pinned);
        host.Launches.ShouldHaveSingleItem().Entry.ShouldBe("attend_q128_k64_w4_s2");
    }

    [Fact]
    public void A_kernel_that_would_wait_for_registers_for_ever_is_not_launched()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost { RegistersOfThread = 120 };
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        var exception = Should.Throw<CudaException>(() => CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape));
        exception.Message.ShouldContain("a thread must begin with 128, and the driver's compiler gave it 120");
        host.Launches.ShouldBeEmpty();
        CausalSpec.Forward(
            device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape, new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s2" });
        host.Launches.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(9, 0, "cuda.wgmma/")]
    [InlineData(8, 0, "cuda.mma/")]
    [InlineData(10, 0, "cuda.mma/")]
    public void Products_of_warpgroups_are_for_Hopper_alone(int major, int minor, string family)
    {
        using var host = new PtxHost { ComputeCapability = new Version(major, minor) };
        using var device = host.Open();
        CausalSpec.Explain(device, new AttentionShape(1, 32, 8, 4096, 4096)).Variant.ShouldStartWith(family);
    }

    [Fact]
    public void Heads_whose_rows_no_map_describes_are_for_products_of_warps_and_Explain_says_so()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        OddSpec.Explain(device, new AttentionShape(1, 8, 8, 4096, 4096)).Variant.ShouldStartWith("cuda.mma/");
        SelectionReport? told = null;
        var tensor = new Half[2 * 70 * 20];
        OddSpec.Forward(device, tensor, tensor, tensor, new Half[tensor.Length], new AttentionShape(1, 2, 2, 70, 70), new AttentionOptions { Explain = report => told = report });
        told!.Variant.ShouldStartWith("cuda.mma/");
    }

    [Fact]
    public void Tensors_that_no_map_describes_are_for_products_of_warps()
    {
        var problem = Problem.Causal(new AttentionShape(2, 4, 2, 200, 200));
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        using var cache = device.Allocate<BFloat16>(problem.Key.Length + 3);
        // Three elements past a multiple of 16 bytes.
        var keys = cache.Slice(3, problem.Key.Length);
        keys.CopyFrom(problem.Key);
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
        var mapped = tensors.Output.ToArray();
        CausalSpec.Forward(device, tensors.Query, keys, tensors.Value, tensors.Output, problem.Shape);
        Problem.Numbers(mapped).ShouldBe(Problem.Numbers(problem.Output), 2e-2);
        Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), 2e-2);
        host.Launches[0].Report.Instructions["wgmma"].ShouldBePositive();
        host.Launches[1].Report.Instructions["mma"].ShouldBePositive();
        var pinned = new AttentionOptions { Variant = CausalSpec.Explain(device, problem.Shape).Variant };
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(device, tensors.Query, keys, tensors.Value, tensors.Output, problem.Shape, pinned));
        wrong.ParamName.ShouldBe("options");
        wrong.Message.ShouldContain("multiples of 16 bytes");
    }

    [Fact]
    public void A_device_that_is_too_old_is_refused_with_what_is_needed()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost { ComputeCapability = s_turing };
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        var refusal = Should.Throw<NotSupportedException>(() => CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape));
        refusal.Message.ShouldContain("sm_80");
        refusal.Message.ShouldContain("7.5");
        refusal.Message.ShouldContain("FallBackToCpu");
        Should.Throw<NotSupportedException>(() => CausalSpec.Explain(device, problem.Shape)).Message.ShouldContain("7.5");
        host.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void A_device_that_is_too_old_falls_back_to_the_processor_when_asked()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost { ComputeCapability = s_turing };
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        SelectionReport? told = null;
        var options = new AttentionOptions { FallBackToCpu = true, Explain = report => told = report };
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape, options);
        tensors.Output.ToArray().ShouldBe(problem.Output);
        tensors.Lse.ToArray().ShouldBe(problem.Lse);
        told!.Variant.ShouldStartWith("cpu.simd/");
        CausalSpec.Explain(device, problem.Shape, options).Variant.ShouldBe(told.Variant);
        host.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void A_pinned_variant_that_the_device_cannot_run_falls_back_when_asked()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost { ComputeCapability = new Version(8, 0) };
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        var pinned = new AttentionOptions { Variant = VariantOfHopper(problem.Shape) };
        Should.Throw<NotSupportedException>(() => CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape, pinned))
            .Message.ShouldContain("FallBackToCpu runs the call on the processor instead");
        SelectionReport? told = null;
        var options = pinned with { FallBackToCpu = true, Explain = report => told = report };
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape, options);
        tensors.Output.ToArray().ShouldBe(problem.Output);
        told!.Variant.ShouldStartWith("cpu.simd/");
        CausalSpec.Explain(device, problem.Shape, options).Variant.ShouldBe(told.Variant);
        var output = new BFloat16[problem.Output.Length];
        CausalSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, problem.Shape, options);
        output.ShouldBe(problem.Output);
        host.Launches.ShouldBeEmpty();
        // Without the pin the device computes.
        CausalSpec.Explain(device, problem.Shape, options with { Variant = null }).Variant.ShouldStartWith("cuda.mma/");
    }

    [Fact]
    public void Data_that_is_disposed_while_a_call_is_prepared_lives_until_its_launches_are_in_the_stream()
    {
        var shape = new AttentionShape(1, 2, 1, 70, 70);
        int[] document = [.. Enumerable.Range(0, 70).Select(i => i / 30)];
        var problem = Problem.Packed(shape, document, [0.25f, 0.5f]);
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<Half>(device, problem);
        var documents = device.Allocate<int>(document);
        using var slopes = device.Allocate<float>([0.25f, 0.5f]);
        var alive = 0;
        var options = new AttentionOptions
        {
            Explain = _ =>
            {
                alive = host.Alive;
                documents.Dispose();
                host.Alive.ShouldBe(alive);
            },
        };
        PackedSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, documents, slopes, 0.5f, shape, options);
        alive.ShouldBePositive();
        Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), 2e-2);
        Should.Throw<ObjectDisposedException>(() => documents.Hold());
    }

    [Fact]
    public void The_processor_reads_data_of_the_device_and_leaves_what_lies_between_rows()
    {
        var shape = new AttentionShape(1, 2, 1, 70, 70);
        int[] document = [.. Enumerable.Range(0, 70).Select(i => i / 30)];
        var problem = Problem.Packed(shape, document, [0.25f, 0.5f]);
        using var host = new PtxHost { ComputeCapability = s_turing };
        using var device = host.Open();
        using var tensors = new DeviceTensors<Half>(device, problem);
        using var documents = device.Allocate<int>(document);
        using var slopes = device.Allocate<float>([0.25f, 0.5f]);
        // Rows of the output 20 elements apart, of which they have 16.
        var before = new Half[2 * 70 * 20];
        Array.Fill(before, (Half)7);
        using var output = device.Allocate<Half>(before);
        var strides = AttentionStrides.Bhnd(shape, 16, 16) with { Output = new TensorStrides(0, 70 * 20, 20) };
        PackedSpec.Forward(
            device, tensors.Query, tensors.Key, tensors.Value, output, documents, slopes, 0.5f, shape, new AttentionOptions { FallBackToCpu = true }, strides);
        var after = output.ToArray();
        for (var i = 0; i < after.Length; i++)
            after[i].ShouldBe(i % 20 < 16 ? problem.Output[i / 20 * 16 + i % 20] : (Half)7);
    }

    [Fact]
    public void A_spec_without_kernels_says_why_and_falls_back_when_asked()
    {
        var problem = Problem.Single(Problem.Shape);
        var output = new float[problem.Output.Length];
        using var host = new PtxHost();
        using var device = host.Open();
        var refusal = Should.Throw<NotSupportedException>(() => SingleSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, problem.Shape));
        refusal.Message.ShouldContain("SingleSpec has no CUDA kernels: they multiply");
        Should.Throw<NotSupportedException>(() => SingleSpec.Explain(device, problem.Shape)).Message.ShouldBe(refusal.Message);
        SingleSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, problem.Shape, new AttentionOptions { FallBackToCpu = true });
        output.ShouldBe(problem.Output);
    }

    private static string VariantOfHopper(AttentionShape shape)
    {
        using var host = new PtxHost();
        using var device = host.Open();
        var variant = CausalSpec.Explain(device, shape).Variant;
        variant.ShouldStartWith("cuda.wgmma/");
        return variant;
    }
}
