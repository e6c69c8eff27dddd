using System.Numerics.Tensors;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.Devices.Gpu;
using KernelGen.Devices.Ilgpu;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>Tensors, blocks, sinks and factors through the declared members, from the host and from the accelerator.</summary>
public sealed unsafe class DeclaredDataTests
{
    private static readonly AttentionShape s_shape = new(2, 4, 2, 70, 90);

    private static Accelerator Accelerator => IlgpuRunner.Instance.Accelerator;

    [Theory]
    [InlineData(70)]
    [InlineData(2)]
    public void Masks_biases_sinks_and_factors_give_what_the_CPU_gives(int queryLength)
    {
        var shape = s_shape with { QueryLength = queryLength };
        var (q, k, v, expected) = Arrays(shape, 16);
        var (lse, actualLse, actual) = (new float[2 * 4 * queryLength], new float[2 * 4 * queryLength], new float[expected.Length]);
        float[] sink = [0.5f, -1, 2, -90], queryFactors = Waves(4 * queryLength * 3), keyFactors = Waves(2 * 90 * 3);
        bool[] seen = [.. Enumerable.Range(0, 4 * queryLength * 90).Select(i => i % 7 != 2 && i / 90 % queryLength != 1)];
        var bias = Waves(2 * 90);
        nint[] maskLengths = [4, queryLength, 90], biasLengths = [2, 1, 1, 90];
        var mask = new ReadOnlyTensorSpan<bool>(seen, maskLengths);
        var biases = new ReadOnlyTensorSpan<float>(bias, biasLengths);
        EverythingSpec.Forward(q, k, v, expected, lse, mask, biases, sink, queryFactors, keyFactors, shape);

        EverythingSpec.Forward(Accelerator, q, k, v, actual, actualLse, mask, biases, sink, queryFactors, keyFactors, shape);
        actual.ShouldBe(expected, 1e-5);
        actualLse.ShouldBe(lse, 1e-5);

        using MemoryBuffer1D<float, Stride1D.Dense> dq = Accelerator.Allocate1D(q), dk = Accelerator.Allocate1D(k), dv = Accelerator.Allocate1D(v);
        using MemoryBuffer1D<float, Stride1D.Dense> dSink = Accelerator.Allocate1D(sink), dBias = Accelerator.Allocate1D(bias);
        using MemoryBuffer1D<float, Stride1D.Dense> rows = Accelerator.Allocate1D(queryFactors), columns = Accelerator.Allocate1D(keyFactors);
        using var dMask = Accelerator.Allocate1D(System.Array.ConvertAll(seen, one => (byte)(one ? 1 : 0)));
        using MemoryBuffer1D<float, Stride1D.Dense> o = Accelerator.Allocate1D<float>(expected.Length), o2 = Accelerator.Allocate1D<float>(expected.Length);
        EverythingSpec.Forward(
            Accelerator, dq.View, dk.View, dv.View, o.View, dMask.View, new DataLayout(maskLengths), dBias.View, new DataLayout(biasLengths), dSink.View,
            rows.View, columns.View, shape);
        EverythingSpec.Forward(
            Accelerator, dq.View, dk.View, dv.View, o2.View, mask, dBias.View, new DataLayout(biasLengths), dSink.View, rows.View, columns.View, shape);
        Accelerator.Synchronize();
        o.GetAsArray1D().ShouldBe(expected, 1e-5);
        o2.GetAsArray1D().ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Blocks_on_the_host_are_skipped_and_blocks_on_the_accelerator_are_masked()
    {
        var blocks = BlockMask.Empty(s_shape, 32, 32);
        for (var i = 0; i < blocks.Blocks.Length; i += 3)
            blocks.Blocks[i] = true;
        var (q, k, v, expected) = Arrays(s_shape, 16);
        var actual = new float[expected.Length];
        BlockSpec.Forward(q, k, v, expected, blocks, s_shape);
        BlockSpec.Forward(Accelerator, q, k, v, actual, blocks, s_shape);
        actual.ShouldBe(expected, 1e-5);

        using var stream = Accelerator.CreateStream();
        using MemoryBuffer1D<float, Stride1D.Dense> dq = Accelerator.Allocate1D(q), dk = Accelerator.Allocate1D(k), dv = Accelerator.Allocate1D(v);
        using var o = Accelerator.Allocate1D<float>(expected.Length);
        BlockSpec.Forward(stream, dq.View, dk.View, dv.View, o.View, blocks, s_shape);
        stream.Synchronize();
        o.GetAsArray1D(stream).ShouldBe(expected, 1e-5);
        o.MemSetToZero(stream);
        using var bytes = Accelerator.Allocate1D(System.Array.ConvertAll(blocks.Blocks.ToArray(), one => (byte)(one ? 1 : 0)));
        BlockSpec.Forward(stream, dq.View, dk.View, dv.View, o.View, bytes.View, new DataLayout(blocks.Lengths), s_shape);
        stream.Synchronize();
        o.GetAsArray1D(stream).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void A_plan_keeps_the_tiles_of_seen_blocks_alone_where_the_host_has_them()
    {
        // One of 3 x 3 blocks, the same for all heads: 2 query tiles of 16 rows in a block row, one key tile of 32 in a column.
        bool[] seen = [false, false, false, false, false, true, false, false, false];
        var shape = new AttentionShape(2, 4, 2, 96, 96);
        var variant = new IlgpuVariant("ilgpu.simt/q16-k32-g32-r4", 1, 16, 32, 32, 4, 0, 0);
        fixed (bool* elements = seen)
        {
            nint[] lengths = [3, 3], strides = [3, 1];
            Tiles(DataItem.Of(elements, lengths, strides)).ShouldBe((2, 2));
            Tiles(DataItem.OnDevice(DataType.Bool, new DataLayout(lengths), 9, "blocks")).ShouldBe((18, 0));
        }

        (int All, int Full) Tiles(DataItem blocks)
        {
            var (queries, keys) = (2 * 4 * 96 * 16, 2 * 2 * 96 * 16);
            var call = GpuCall.Create(BlockSpec.Compiled, shape, null, queries, keys, keys, queries, -1, new CallData(&blocks, 1));
            var plan = call.BuildPlan(call.PlanKey(variant, isDecode: false));
            call.Prefill(variant).Launch.Plans.ShouldBe(1);
            var runs = Enumerable.Range(plan[1], plan[plan[0] + 6] - plan[1]).Select(run => plan[2 * run + 1]).ToArray();
            return (runs.Sum(run => run >> 1), runs.Where(run => (run & 1) != 0).Sum(run => run >> 1));
        }
    }

    [Fact]
    public void Heads_of_512_elements_run()
    {
        var shape = new AttentionShape(1, 1, 1, 9, 40);
        var (q, k, v, expected) = Arrays(shape, 512);
        var actual = new float[expected.Length];
        LongHeadSpec.Forward(q, k, v, expected, shape);
        LongHeadSpec.Forward(Accelerator, q, k, v, actual, shape);
        actual.ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Views_of_ILGPUs_own_float16_give_what_their_bits_give()
    {
        var (q, k, v, o) = Arrays(s_shape, 16);
        var (expected, hq, hk, hv) = (new System.Half[o.Length], Half(q), Half(k), Half(v));
        HalfSpec.Forward(hq, hk, hv, expected, s_shape);
        using MemoryBuffer1D<ILGPU.Half, Stride1D.Dense> dq = Upload(hq), dk = Upload(hk), dv = Upload(hv), output = Accelerator.Allocate1D<ILGPU.Half>(o.Length);
        HalfSpec.Forward(Accelerator, dq.View, dk.View, dv.View, output.View, s_shape);
        Accelerator.Synchronize();
        output.GetAsArray1D().Select(value => (float)value).ToArray().ShouldBe([.. expected.Select(value => (float)value)], 2e-3);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(3)]
    public void A_log_sum_exp_has_any_strides(int queryLength)
    {
        var shape = s_shape with { QueryLength = queryLength };
        var (q, k, v, o) = Arrays(shape, 32);
        var expected = new float[2 * 4 * queryLength];
        CausalSpec.Forward(q, k, v, o, expected, shape);
        using MemoryBuffer1D<float, Stride1D.Dense> dq = Accelerator.Allocate1D(q), dk = Accelerator.Allocate1D(k), dv = Accelerator.Allocate1D(v);
        using var output = Accelerator.Allocate1D<float>(o.Length);
        using var lse = Accelerator.Allocate1D<float>(2 * expected.Length);
        // (B, Nq, Hq), a gap after each element.
        var strides = AttentionStrides.Bhnd(shape, 32, 32) with { Lse = new TensorStrides(8 * queryLength, 2, 8) };
        CausalSpec.Forward(Accelerator, dq.View, dk.View, dv.View, output.View, lse.View, shape, strides: strides);
        Accelerator.Synchronize();
        var written = lse.GetAsArray1D();
        for (var i = 0; i < expected.Length; i++)
            written[i / (4 * queryLength) * 8 * queryLength + i / queryLength % 4 * 2 + i % queryLength * 8].ShouldBe(expected[i], 1e-5f);
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(
            Accelerator, dq.View, dk.View, dv.View, output.View, lse.View, shape, strides: strides with { Lse = new TensorStrides(8 * queryLength, 2, 0) }))
            .Message.ShouldContain("an output cannot be broadcast");
    }

    [Fact]
    public void Layouts_that_do_not_fit_are_refused_by_the_names_of_their_tensors()
    {
        using var floats = Accelerator.Allocate1D<float>(2 * 4 * 90 * 16);
        using var bytes = Accelerator.Allocate1D<byte>(9);
        var shape = new AttentionShape(1, 1, 1, 96, 96);
        Refused(new DataLayout(3, 4)).ShouldContain("blocks has 9 elements; with the lengths (3, 4) and its strides the layout asks for at least 12");
        Refused(new DataLayout([3, 3], [-3, 1])).ShouldContain("blocks has the stride -3; no stride may be negative");
        Refused(new DataLayout(3, 2)).ShouldContain("asks for 3, not 2");
        Refused(new DataLayout(9)).ShouldContain("blocks has rank 1; expected rank 2");
        Should.Throw<ArgumentException>(() => new DataLayout([3, 3], [1])).Message.ShouldContain("strides has 1 numbers; expected 2");
        Should.Throw<ArgumentException>(() => new DataLayout(3, -1)).Message.ShouldContain("lengths has -1");

        string Refused(DataLayout layout)
        {
            var error = Should.Throw<ArgumentException>(
                () => BlockSpec.Forward(Accelerator, floats.View, floats.View, floats.View, floats.View, bytes.View, layout, shape));
            error.ParamName.ShouldBe("blocks");
            return error.Message;
        }
    }

    [Fact]
    public void Factors_of_another_length_are_refused()
    {
        var (q, k, v, o) = Arrays(s_shape, 16);
        bool[] one = [true];
        float[] none = [0];
        var error = Should.Throw<ArgumentException>(() => EverythingSpec.Forward(
            Accelerator, q, k, v, o, new ReadOnlyTensorSpan<bool>(one, [1, 1]), new ReadOnlyTensorSpan<float>(none, [1, 1]), new float[4], new float[7],
            new float[2 * 90 * 3], s_shape));
        error.ParamName.ShouldBe("queryFactors");
        o.ShouldAllBe(value => value == 0);
    }

    private static MemoryBuffer1D<ILGPU.Half, Stride1D.Dense> Upload(System.Half[] values)
        => Accelerator.Allocate1D(System.Array.ConvertAll(values, value => (ILGPU.Half)(float)value));

    private static System.Half[] Half(float[] values) => System.Array.ConvertAll(values, value => (System.Half)value);

    private static float[] Waves(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(0.7f * i))];

    private static (float[] Q, float[] K, float[] V, float[] O) Arrays(AttentionShape shape, int headDim)
    {
        var random = new Random(5);
        var (queries, keys) = (shape.Batch * shape.QueryHeads * shape.QueryLength * headDim, shape.Batch * shape.KeyHeads * shape.KeyLength * headDim);
        return (Fill(queries), Fill(keys), Fill(keys), new float[queries]);

        float[] Fill(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
