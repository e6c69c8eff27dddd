using System.Numerics.Tensors;
using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Cuda.Tests;

/// <summary>From the attribute to the result: specs declared in this project, on devices whose GPU is the interpreter, and on the processor.</summary>
public sealed class DeclaredSpecTests
{
    // Weights are rounded to the storage type on tensor cores: 8 bits of bfloat16, 11 of float16, 4 of float8.
    private const double Tolerance = 2e-2, HalfTolerance = 3e-3, EightBitTolerance = 4e-2, LseTolerance = 1e-4;

    [Fact]
    public void Buffers_on_a_stream_give_what_the_processor_gives()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost();
        using var device = host.Open();
        using var stream = device.CreateStream();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        CausalSpec.Forward(stream, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape);
        Problem.Numbers(tensors.Output.ToArray(stream)).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
        tensors.Lse.ToArray(stream).ShouldBe(problem.Lse, LseTolerance);
        host.Launches.ShouldHaveSingleItem().Entry.ShouldStartWith("attend_");
    }

    [Fact]
    public void Memory_of_the_host_gives_what_the_processor_gives_and_leaves_nothing_behind()
    {
        var problem = Problem.Causal(Problem.Shape);
        var (output, lse) = (new BFloat16[problem.Output.Length], new float[problem.Lse.Length]);
        using var host = new PtxHost();
        using (var device = host.Open())
        {
            CausalSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, problem.Shape);
            Problem.Numbers(output).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
            Array.Clear(output);
            CausalSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, lse, problem.Shape);
        }
        Problem.Numbers(output).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
        lse.ShouldBe(problem.Lse, LseTolerance);
        host.Alive.ShouldBe(0);
    }

    [Fact]
    public void Few_rows_go_to_the_decode_kernel_and_its_merge()
    {
        var problem = Problem.Causal(new AttentionShape(1, 4, 2, 1, 1100));
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape);
        Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
        tensors.Lse.ToArray().ShouldBe(problem.Lse, LseTolerance);
        host.Launches.Select(launch => launch.Entry).ShouldBe(["decode", "merge"]);
        // Two key heads, each with four shares of at least 256 keys.
        host.Launches[0].Grid.ShouldBe((8, 1, 1));
    }

    [Fact]
    public void Tensors_may_have_other_layouts_and_lie_in_larger_buffers()
    {
        var problem = Problem.Causal(Problem.Shape);
        var (shape, dim) = (problem.Shape, problem.HeadDim);
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        // Queries and output as (B, N, H, D); keys in the middle of a longer buffer.
        using var query = device.Allocate<BFloat16>(Transposed(problem.Query, shape, dim));
        using var output = device.Allocate<BFloat16>(problem.Output.Length);
        using var cache = device.Allocate<BFloat16>(problem.Key.Length + 100);
        var keys = cache.Slice(64, problem.Key.Length);
        keys.CopyFrom(problem.Key);
        var contiguous = AttentionStrides.Bhnd(shape, dim, dim);
        var strides = contiguous with { Query = TensorStrides.Bnhd(shape.QueryHeads, shape.QueryLength, dim), Output = TensorStrides.Bnhd(shape.QueryHeads, shape.QueryLength, dim) };
        CausalSpec.Forward(device, query, keys, tensors.Value, output, shape, strides: strides);
        Problem.Numbers(output.ToArray()).ShouldBe(Problem.Numbers(Transposed(problem.Output, shape, dim)), Tolerance);
    }

    [Fact]
    public void Data_on_the_host_skips_tiles_and_data_on_the_device_gives_the_same()
    {
        var shape = new AttentionShape(1, 2, 1, 300, 300);
        int[] document = [.. Enumerable.Range(0, 300).Select(i => i / 100)];
        float[] slope = [0.25f, 0.125f];
        var problem = Problem.Packed(shape, document, slope);
        // Before Hopper, where the products are those of the instruction mma.
        using var host = new PtxHost { ComputeCapability = new Version(8, 0) };
        using var device = host.Open();
        using var tensors = new DeviceTensors<Half>(device, problem);
        using var documents = device.Allocate<int>(document);
        using var slopes = device.Allocate<float>(slope);
        PackedSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, documents, slopes, 0.5f, shape);
        var unseen = tensors.Output.ToArray();
        PackedSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, document, slopes, 0.5f, shape);
        var seen = tensors.Output.ToArray();
        var fromHost = new Half[problem.Output.Length];
        PackedSpec.Forward(device, problem.Query, problem.Key, problem.Value, fromHost, document, slope, 0.5f, shape);
        foreach (var output in new[] { unseen, seen, fromHost })
            Problem.Numbers(output).ShouldBe(Problem.Numbers(problem.Output), HalfTolerance);
        var products = host.Launches.Select(launch => launch.Report.Instructions["mma"]).ToArray();
        products[1].ShouldBeLessThan(products[0]);
        products[2].ShouldBe(products[1]);
    }

    [Fact]
    public void Tensors_sinks_and_low_rank_biases_give_what_the_processor_gives()
    {
        var shape = new AttentionShape(1, 2, 1, 70, 90);
        var random = new Random(3);
        float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        float[] sink = [1, -1], bias = Random(2 * 70 * 90), queryFactors = Random(2 * 70 * 3), keyFactors = Random(90 * 3);
        bool[] mask = [.. Enumerable.Range(0, 70 * 90).Select(i => i % 5 != 0)];
        var problem = new Problem<Half>(shape, 16, value => (Half)value);
        EverythingSpec.Forward(
            problem.Query, problem.Key, problem.Value, problem.Output, problem.Lse, new ReadOnlyTensorSpan<bool>(mask, [70, 90]),
            new ReadOnlyTensorSpan<float>(bias, [2, 70, 90]), sink, queryFactors, keyFactors, shape);
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<Half>(device, problem);
        using var masks = device.Allocate<bool>(mask);
        using DeviceBuffer<float> biases = device.Allocate<float>(bias), sinks = device.Allocate<float>(sink);
        using DeviceBuffer<float> rows = device.Allocate<float>(queryFactors), columns = device.Allocate<float>(keyFactors);
        EverythingSpec.Forward(
            device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, masks, new DataLayout(70, 90), biases, new DataLayout(2, 70, 90),
            sinks, rows, columns, shape);
        var fromHost = new Half[problem.Output.Length];
        EverythingSpec.Forward(
            device, problem.Query, problem.Key, problem.Value, fromHost, new ReadOnlyTensorSpan<bool>(mask, [70, 90]),
            new ReadOnlyTensorSpan<float>(bias, [2, 70, 90]), sink, queryFactors, keyFactors, shape);
        Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), HalfTolerance);
        Problem.Numbers(fromHost).ShouldBe(Problem.Numbers(problem.Output), HalfTolerance);
        tensors.Lse.ToArray().ShouldBe(problem.Lse, LseTolerance);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void Parameters_have_names_in_any_alphabet(int major)
    {
        var shape = new AttentionShape(1, 2, 1, 70, 130);
        var problem = new Problem<Half>(shape, 16, value => (Half)value);
        int[] lengths = [.. Enumerable.Range(0, 70).Select(i => 40 + i)];
        var mask = new ReadOnlyTensorSpan<bool>([.. Enumerable.Range(0, 70 * 130).Select(i => i % 5 != 0)], [70, 130]);
        LettersSpec.Forward(problem.Query, problem.Key, problem.Value, problem.Output, 99, lengths, mask, shape);
        using var host = new PtxHost { ComputeCapability = new Version(major, 0) };
        using var device = host.Open();
        var output = new Half[problem.Output.Length];
        LettersSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, 99, lengths, mask, shape);
        Problem.Numbers(output).ShouldBe(Problem.Numbers(problem.Output), HalfTolerance);
    }

    [Theory]
    [InlineData(1, 1, 70, 90)]
    [InlineData(1, 2, 70, 1)]
    [InlineData(1, 1, 70, 1)]
    [InlineData(3, 1, 70, 5)]
    public void Dimensions_of_length_1_have_maps(int batch, int heads, int rows, int keys)
    {
        var problem = Problem.Causal(new AttentionShape(batch, heads, heads, rows, keys));
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        var options = new AttentionOptions { Variant = CausalSpec.Explain(device, new AttentionShape(1, 32, 8, 4096, 4096)).Variant };
        options.Variant.ShouldStartWith("cuda.wgmma/");
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape, options);
        Problem.Numbers(tensors.Output.ToArray()).ShouldBe(Problem.Numbers(problem.Output), Tolerance);
    }

    [Fact]
    public void Float32_that_may_be_rounded_to_tf32_gives_about_what_the_processor_gives()
    {
        var problem = new Problem<float>(Problem.Shape, 16, value => value);
        TensorFloatSpec.Forward(problem.Query, problem.Key, problem.Value, problem.Output, problem.Shape);
        var output = new float[problem.Output.Length];
        using var host = new PtxHost();
        using var device = host.Open();
        TensorFloatSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, problem.Shape);
        output.ShouldBe(problem.Output, HalfTolerance);
        output.ShouldNotBe(problem.Output);
    }

    [Theory]
    [InlineData(9, 70, "wgmma.mma_async")]
    [InlineData(9, 3, "mma")]
    [InlineData(8, 70, "mma")]
    [InlineData(8, 1, "mma")]
    public void Float8_gives_bfloat16_as_the_processor_does(int major, int rows, string product)
    {
        var problem = new Problem<Float8E4M3>(new AttentionShape(1, 4, 2, rows, 90), 48, value => (Float8E4M3)value);
        var (expected, output, lse) = (new BFloat16[problem.Output.Length], new BFloat16[problem.Output.Length], new float[problem.Lse.Length]);
        EightBitSpec.Forward(problem.Query, problem.Key, problem.Value, expected, problem.Lse, problem.Shape);
        using var host = new PtxHost { ComputeCapability = new Version(major, major == 8 ? 9 : 0) };
        using var device = host.Open();
        EightBitSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, lse, problem.Shape);
        Problem.Numbers(output).ShouldBe(Problem.Numbers(expected), EightBitTolerance);
        lse.ShouldBe(problem.Lse, LseTolerance);
        host.Launches[0].Report.Instructions[product].ShouldBePositive();
    }

    [Fact]
    public void Float8_needs_a_device_that_converts_it()
    {
        var shape = new AttentionShape(1, 1, 1, 5, 5);
        using var host = new PtxHost { ComputeCapability = new Version(8, 6) };
        using var device = host.Open();
        var output = new BFloat16[5 * 48];
        Should.Throw<NotSupportedException>(() => EightBitSpec.Forward(
            device, new Float8E4M3[5 * 48], new Float8E4M3[5 * 48], new Float8E4M3[5 * 48], output, shape)).Message.ShouldContain("It is for sm_89");
    }

    [Fact]
    public void Data_that_changes_on_the_host_is_seen_by_the_next_call()
    {
        var shape = new AttentionShape(1, 2, 1, 70, 70);
        int[] document = [.. Enumerable.Range(0, 70).Select(i => i / 30)];
        float[] slope = [0.25f, 0.125f];
        using var host = new PtxHost();
        using var device = host.Open();
        foreach (var boundary in new[] { 30, 11 })
        {
            document = [.. Enumerable.Range(0, 70).Select(i => i / boundary)];
            var problem = Problem.Packed(shape, document, slope);
            var output = new Half[problem.Output.Length];
            PackedSpec.Forward(device, problem.Query, problem.Key, problem.Value, output, document, slope, 0.5f, shape);
            Problem.Numbers(output).ShouldBe(Problem.Numbers(problem.Output), HalfTolerance);
        }
    }

    [Fact]
    public void Without_rows_nothing_runs_and_without_keys_the_output_is_0()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        CausalSpec.Forward(device, [], new BFloat16[2 * 5 * 32], new BFloat16[2 * 5 * 32], [], new AttentionShape(1, 2, 2, 0, 5));
        host.Launches.ShouldBeEmpty();
        var (output, lse) = (new BFloat16[2 * 3 * 32], new float[2 * 3]);
        Array.Fill(output, (BFloat16)1f);
        CausalSpec.Forward(device, new BFloat16[2 * 3 * 32], [], [], output, lse, new AttentionShape(1, 2, 2, 3, 0));
        Problem.Numbers(output).ShouldAllBe(value => value == 0);
        lse.ShouldAllBe(value => float.IsNegativeInfinity(value));
    }

    [Fact]
    public void A_second_call_of_a_shape_compiles_and_uploads_nothing()
    {
        var problem = Problem.Causal(Problem.Shape);
        using var host = new PtxHost();
        using var device = host.Open();
        using var tensors = new DeviceTensors<BFloat16>(device, problem);
        CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
        var alive = host.Alive;
        for (var i = 0; i < 3; i++)
            CausalSpec.Forward(device, tensors.Query, tensors.Key, tensors.Value, tensors.Output, problem.Shape);
        host.Alive.ShouldBe(alive);
        host.Launches.Count.ShouldBe(4);
    }

    private static BFloat16[] Transposed(BFloat16[] values, AttentionShape shape, int dim)
    {
        var result = new BFloat16[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = Math.DivRem(i, dim);
            var (pair, n) = Math.DivRem(row, shape.QueryLength);
            var (batch, head) = Math.DivRem(pair, shape.QueryHeads);
            result[((batch * shape.QueryLength + n) * shape.QueryHeads + head) * dim + column] = values[i];
        }
        return result;
    }
}
