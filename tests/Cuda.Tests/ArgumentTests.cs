using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Cuda.Tests;

/// <summary>Wrong arguments: the exception names the argument, and nothing is launched.</summary>
public sealed class ArgumentTests
{
    private static readonly AttentionShape s_shape = Problem.Shape;

    [Fact]
    public void A_missing_stream_device_or_buffer_is_named()
    {
        using var call = new Call();
        var t = call.Tensors;
        Should.Throw<ArgumentNullException>(() => CausalSpec.Forward((CudaStream)null!, t.Query, t.Key, t.Value, t.Output, s_shape)).ParamName.ShouldBe("stream");
        Should.Throw<ArgumentNullException>(() => CausalSpec.Forward((CudaDevice)null!, t.Query, t.Key, t.Value, t.Output, s_shape)).ParamName.ShouldBe("device");
        Should.Throw<ArgumentNullException>(() => CausalSpec.Forward(call.Device, t.Query, null!, t.Value, t.Output, s_shape)).ParamName.ShouldBe("k");
        Should.Throw<ArgumentNullException>(() => CausalSpec.Explain((CudaDevice)null!, s_shape)).ParamName.ShouldBe("device");
    }

    [Fact]
    public void A_buffer_of_another_device_is_named_with_both_devices()
    {
        using var call = new Call(devices: 2);
        using var other = call.Host.Open(1);
        using var value = other.Allocate<BFloat16>(call.Problem.Value);
        var t = call.Tensors;
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, value, t.Output, s_shape));
        wrong.ParamName.ShouldBe("v");
        wrong.Message.ShouldContain("(device 1)");
        wrong.Message.ShouldContain("(device 0)");
    }

    [Fact]
    public void A_buffer_that_was_disposed_is_named()
    {
        using var call = new Call();
        call.Tensors.Output.Dispose();
        var t = call.Tensors;
        Should.Throw<ObjectDisposedException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, t.Value, t.Output, s_shape)).ObjectName.ShouldBe("o");
    }

    [Theory]
    [InlineData("q", 1, 0, 0, 0)]
    [InlineData("k", 0, 1, 0, 0)]
    [InlineData("v", 0, 0, 1, 0)]
    [InlineData("o", 0, 0, 0, 1)]
    public void A_buffer_that_is_too_short_is_named_with_what_the_shape_asks_for(string argument, int q, int k, int v, int o)
    {
        using var call = new Call();
        var t = call.Tensors;
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(
            call.Device, Cut(t.Query, q), Cut(t.Key, k), Cut(t.Value, v), Cut(t.Output, o), s_shape));
        wrong.ParamName.ShouldBe(argument);
        wrong.Message.ShouldContain($"{argument} has ");
        wrong.Message.ShouldContain("the shape asks for at least");
    }

    [Fact]
    public void A_log_sum_exp_of_another_length_or_layout_is_refused()
    {
        using var call = new Call();
        var t = call.Tensors;
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, t.Value, t.Output, Cut(t.Lse, 1), s_shape)).ParamName.ShouldBe("lse");
        var strides = AttentionStrides.Bhnd(s_shape, 32, 32) with { Lse = new TensorStrides(1, 1, 8) };
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, t.Value, t.Output, t.Lse, s_shape, strides: strides));
        wrong.ParamName.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(70, 80, "mask has the lengths")]
    [InlineData(60, 90, "mask has the lengths")]
    [InlineData(70, 90, null)]
    public void A_tensor_that_another_array_leads_into_has_rows_and_keys_of_the_call_all_the_same(int rows, int keys, string? error)
    {
        var shape = new AttentionShape(1, 2, 1, 70, 90);
        var problem = new Problem<Half>(shape, 16, value => (Half)value);
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<Half>(device, problem);
        // Nobody can ask here where the table leads: outside of the tensor all is masked.
        using var table = device.Allocate<int>([2]);
        using var mask = device.Allocate<bool>([.. Enumerable.Repeat(true, 2 * rows * keys)]);
        void Run() => IndirectSpec.Forward(
            device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, table, mask, new DataLayout(2, rows, keys), shape);
        if (error is not null)
        {
            var wrong = Should.Throw<ArgumentException>(Run);
            wrong.ParamName.ShouldBe("mask");
            wrong.Message.ShouldContain(error);
            host.Launches.ShouldBeEmpty();
            return;
        }
        Run();
        Problem.Numbers(tensors.Output.ToArray()).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void An_output_that_is_broadcast_is_refused()
    {
        using var call = new Call();
        var t = call.Tensors;
        var strides = AttentionStrides.Bhnd(s_shape, 32, 32) with { Output = new TensorStrides(0, 70 * 32, 32) };
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, t.Value, t.Output, s_shape, strides: strides)).ParamName.ShouldBe("o");
    }

    [Theory]
    [InlineData(4 * 70 * 32, 1, 32)] // heads on one another
    [InlineData(4 * 70 * 32, 70 * 32, 31)] // rows
    [InlineData(4 * 70 * 32 - 1, 70 * 32, 32)] // sequences
    public void An_output_whose_rows_overlap_is_refused(long batch, long head, long row)
    {
        using var call = new Call();
        var t = call.Tensors;
        var strides = AttentionStrides.Bhnd(s_shape, 32, 32) with { Output = new TensorStrides(batch, head, row) };
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, t.Value, t.Output, s_shape, strides: strides));
        wrong.ParamName.ShouldBe("o");
        wrong.Message.ShouldContain("rows of 32 elements overlap");
    }

    [Fact]
    public void A_pinned_variant_that_does_not_exist_is_answered_with_the_nearest_one()
    {
        using var call = new Call();
        var t = call.Tensors;
        var options = new AttentionOptions { Variant = "cuda.mma/q128-k64-w4-s9" };
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(call.Device, t.Query, t.Key, t.Value, t.Output, s_shape, options));
        wrong.ParamName.ShouldBe("options");
        wrong.Message.ShouldContain("the closest is 'cuda.mma/q128-k64-w4-s2'");
    }

    [Fact]
    public void More_sequences_than_a_grid_has_are_refused()
    {
        const int Batch = 65536;
        // Before Hopper, where each query tile has a block of its own.
        using var host = new PtxHost { ComputeCapability = new Version(8, 0) };
        using var device = host.Open();
        using var tensor = device.Allocate<BFloat16>((long)Batch * 5 * 32);
        using var output = device.Allocate<BFloat16>((long)Batch * 5 * 32);
        var wrong = Should.Throw<ArgumentException>(() => CausalSpec.Forward(device, tensor, tensor, tensor, output, new AttentionShape(Batch, 1, 1, 5, 5)));
        wrong.ParamName.ShouldBe("shape");
        wrong.Message.ShouldContain("65535 sequences, not 65536");
    }

    [Fact]
    public void Data_of_another_device_or_too_short_is_named()
    {
        var shape = new AttentionShape(1, 2, 1, 70, 70);
        var problem = Problem.Packed(shape, new int[70], [1, 1]);
        using var host = new PtxHost(2);
        using var device = host.Open();
        using var other = host.Open(1);
        using var tensors = new DeviceTensors<Half>(device, problem);
        using var slope = device.Allocate<float>([1, 1]);
        using var elsewhere = other.Allocate<int>(new int[70]);
        using var document = device.Allocate<int>(new int[69]);
        Should.Throw<ArgumentException>(() => PackedSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, elsewhere, slope, 1, shape))
            .ParamName.ShouldBe("document");
        var wrong = Should.Throw<ArgumentException>(() => PackedSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, document, slope, 1, shape));
        wrong.ParamName.ShouldBe("document");
        wrong.Message.ShouldContain("document has 69 elements");
        host.Launches.ShouldBeEmpty();
    }

    private static DeviceBuffer<T> Cut<T>(DeviceBuffer<T> buffer, int elements)
        where T : unmanaged
        => buffer.Slice(0, buffer.Length - elements);

    // A device with the tensors of a call; disposing it checks that nothing was launched.
    private sealed class Call : IDisposable
    {
        public Call(int devices = 1)
        {
            Problem = Cuda.Tests.Problem.Causal(s_shape);
            Host = new PtxHost(devices);
            Device = Host.Open();
            Tensors = new DeviceTensors<BFloat16>(Device, Problem);
        }

        public Problem<BFloat16> Problem { get; }

        public PtxHost Host { get; }

        public CudaDevice Device { get; }

        public DeviceTensors<BFloat16> Tensors { get; }

        public void Dispose()
        {
            Tensors.Dispose();
            Device.Dispose();
            Host.Launches.ShouldBeEmpty();
            Host.Dispose();
        }
    }
}
