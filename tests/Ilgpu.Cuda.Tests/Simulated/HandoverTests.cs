using System.Numerics.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Ilgpu.Cuda.Tests.Simulated;

/// <summary>From the attribute to the result: ILGPU's members on CUDA accelerators run the kernels in PTX, over ILGPU's memory and streams.</summary>
public sealed class HandoverTests
{
    private const double Tolerance = 2e-2, HalfTolerance = 3e-3, LseTolerance = 1e-4;

    [Theory]
    [InlineData(8, 0, "mma")]
    [InlineData(9, 0, "wgmma")]
    public void Views_on_a_stream_give_what_the_oracle_says(int major, int minor, string product)
    {
        var problem = new Problem(Problem.Usual);
        using var cards = new Cards(major, minor);
        using var tensors = new CardTensors(cards.Accelerator, problem);
        using var stream = cards.Accelerator.CreateStream();
        CausalSpec.Forward(stream, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape);
        tensors.Results(stream).ShouldBe(problem.Output, Tolerance);
        tensors.LseResults(stream).ShouldBe(problem.Lse, LseTolerance);
        var launch = cards.Host.Launches.ShouldHaveSingleItem();
        launch.Report.Instructions[product].ShouldBePositive();
        launch.Stream.ShouldBe(((ILGPU.Runtime.Cuda.CudaStream)stream).StreamPtr);
    }

    [Fact]
    public void Few_rows_go_to_the_decode_kernel_in_PTX_and_its_merge()
    {
        var problem = new Problem(new AttentionShape(1, 4, 2, 1, 1100));
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        CausalSpec.Forward(cards.Accelerator, tensors.Query, tensors.Key, tensors.Value, tensors.Output, tensors.Lse, problem.Shape);
        tensors.Results(cards.Accelerator.DefaultStream).ShouldBe(problem.Output, Tolerance);
        tensors.LseResults(cards.Accelerator.DefaultStream).ShouldBe(problem.Lse, LseTolerance);
        cards.Entries.ShouldBe(["decode", "merge"]);
        cards.Host.Launches.ShouldAllBe(launch => launch.Stream == 0);
    }

    [Fact]
    public void Memory_of_the_host_is_copied_there_and_back()
    {
        var problem = new Problem(Problem.Usual);
        var (output, lse) = (new BFloat16[problem.Output.Length], new float[problem.Lse.Length]);
        using var cards = new Cards();
        CausalSpec.Forward(cards.Accelerator, problem.Query, problem.Key, problem.Value, output, lse, problem.Shape);
        Problem.Numbers(output).ShouldBe(problem.Output, Tolerance);
        lse.ShouldBe(problem.Lse, LseTolerance);
        cards.Entries.ShouldHaveSingleItem().ShouldStartWith("attend_");
    }

    [Fact]
    public void Sub_views_and_other_layouts_are_read_where_they_are()
    {
        var problem = new Problem(Problem.Usual);
        var shape = problem.Shape;
        using var cards = new Cards();
        using var tensors = new CardTensors(cards.Accelerator, problem);
        using var cache = cards.Accelerator.Allocate1D<ushort>(problem.Key.Length + 3);
        // Three elements past a multiple of 16 bytes: no tensor map describes that, so the products are those of warps.
        var keys = cache.View.BaseView.SubView(3L, problem.Key.Length);
        keys.CopyFromCPU(CardTensors.Bits(problem.Key));
        var strides = AttentionStrides.Bhnd(shape, 32, 32) with { Output = TensorStrides.Bnhd(shape.QueryHeads, shape.QueryLength, 32) };
        CausalSpec.Forward(cards.Accelerator, tensors.Query, keys, tensors.Value, tensors.Output, shape, strides: strides);
        Untransposed(tensors.Results(cards.Accelerator.DefaultStream), shape).ShouldBe(problem.Output, Tolerance);
        cards.Host.Launches.ShouldHaveSingleItem().Report.Instructions["mma"].ShouldBePositive();
    }

    [Fact]
    public void Masks_tensors_sinks_and_factors_are_read_on_the_accelerator_and_on_the_host()
    {
        var shape = new AttentionShape(1, 2, 1, 70, 90);
        var random = new Random(3);
        float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        System.Half[] Halves(int count) => [.. Random(count).Select(value => (System.Half)(4 * value))];
        float[] sink = [1, -1], bias = Random(2 * 70 * 90), rows = Random(2 * 70 * 3), columns = Random(90 * 3);
        byte[] mask = [.. Enumerable.Range(0, 70 * 90).Select(i => (byte)(i % 5 != 0 ? 1 : 0))];
        bool[] truths = [.. mask.Select(value => value != 0)];
        var (q, k, v) = (Halves(2 * 70 * 16), Halves(90 * 16), Halves(90 * 16));
        var (expected, expectedLse) = (new double[q.Length], new double[2 * 70]);
        var maskOnHost = new ReadOnlyTensorSpan<bool>(truths, [70, 90]);
        var biasOnHost = new ReadOnlyTensorSpan<float>(bias, [2, 70, 90]);
        EverythingSpec.Reference(q, k, v, expected, maskOnHost, biasOnHost, sink, rows, columns, shape, expectedLse);
        using var cards = new Cards();
        var accelerator = cards.Accelerator;
        using MemoryBuffer1D<ILGPU.Half, Stride1D.Dense> query = Halved(q), key = Halved(k), value = Halved(v);
        using var output = accelerator.Allocate1D<ILGPU.Half>(q.Length);
        using var lse = accelerator.Allocate1D<float>(2 * 70);
        using var masks = accelerator.Allocate1D(mask);
        using MemoryBuffer1D<float, Stride1D.Dense> biases = accelerator.Allocate1D(bias), sinks = accelerator.Allocate1D(sink);
        using MemoryBuffer1D<float, Stride1D.Dense> rowFactors = accelerator.Allocate1D(rows), columnFactors = accelerator.Allocate1D(columns);
        EverythingSpec.Forward(
            accelerator, query.View, key.View, value.View, output.View, lse.View, masks.View, new DataLayout(70, 90), biases.View, new DataLayout(2, 70, 90),
            sinks.View, rowFactors.View, columnFactors.View, shape);
        Numbers(output.GetAsArray1D()).ShouldBe(Problem.Numbers(expected), HalfTolerance);
        lse.GetAsArray1D().ShouldBe(Problem.Numbers(expectedLse), LseTolerance);
        var fromHost = new System.Half[q.Length];
        EverythingSpec.Forward(accelerator, q, k, v, fromHost, maskOnHost, biasOnHost, sink, rows, columns, shape);
        Problem.Numbers(fromHost).ShouldBe(Problem.Numbers(expected), HalfTolerance);
        cards.Entries.Count().ShouldBe(2);

        MemoryBuffer1D<ILGPU.Half, Stride1D.Dense> Halved(System.Half[] values)
            => accelerator.Allocate1D(System.Runtime.InteropServices.MemoryMarshal.Cast<System.Half, ILGPU.Half>(values).ToArray());

        static float[] Numbers(ILGPU.Half[] values) => Problem.Numbers(System.Runtime.InteropServices.MemoryMarshal.Cast<ILGPU.Half, System.Half>(values).ToArray());
    }

    [Fact]
    public void What_the_mask_reads_on_the_host_skips_tiles()
    {
        var shape = new AttentionShape(1, 2, 1, 300, 300);
        int[] document = [.. Enumerable.Range(0, 300).Select(i => i / 100)];
        using var cards = new Cards(8, 0);
        using MemoryBuffer1D<ushort, Stride1D.Dense> q = Zeros(2), k = Zeros(1), v = Zeros(1), o = Zeros(2);
        using var documents = cards.Accelerator.Allocate1D(document);
        PackedSpec.Forward(cards.Accelerator, q.View, k.View, v.View, o.View, documents.View, shape);
        PackedSpec.Forward(cards.Accelerator, q.View, k.View, v.View, o.View, document, shape);
        var products = cards.Host.Launches.Select(launch => launch.Report.Instructions["mma"]).ToArray();
        products[1].ShouldBeLessThan(products[0]);

        MemoryBuffer1D<ushort, Stride1D.Dense> Zeros(int heads) => cards.Accelerator.Allocate1D(new ushort[heads * 300 * 16]);
    }

    [Fact]
    public void Without_rows_nothing_runs_and_without_keys_the_output_is_0()
    {
        using var cards = new Cards();
        CausalSpec.Forward(cards.Accelerator, [], new BFloat16[2 * 5 * 32], new BFloat16[2 * 5 * 32], [], new AttentionShape(1, 2, 2, 0, 5));
        cards.Host.Launches.ShouldBeEmpty();
        var (output, lse) = (Problem.Random(2 * 3 * 32, 5), new float[2 * 3]);
        CausalSpec.Forward(cards.Accelerator, new BFloat16[2 * 3 * 32], [], [], output, lse, new AttentionShape(1, 2, 2, 3, 0));
        Problem.Numbers(output).ShouldAllBe(value => value == 0);
        lse.ShouldAllBe(value => float.IsNegativeInfinity(value));
        cards.Entries.ShouldHaveSingleItem();
    }

    private static float[] Untransposed(float[] values, AttentionShape shape)
    {
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (row, column) = Math.DivRem(i, 32);
            var (pair, n) = Math.DivRem(row, shape.QueryLength);
            var (batch, head) = Math.DivRem(pair, shape.QueryHeads);
            result[i] = values[((batch * shape.QueryLength + n) * shape.QueryHeads + head) * 32 + column];
        }
        return result;
    }
}
