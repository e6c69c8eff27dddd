using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>From the attribute to the result: specs declared in this project, on accelerators and on the CPU.</summary>
public sealed class DeclaredSpecTests
{
    private static readonly AttentionShape s_shape = new(2, 4, 2, 70, 90);

    private static Accelerator Accelerator => IlgpuRunner.Instance.Accelerator;

    [Fact]
    public void Memory_of_the_host_gives_what_the_CPU_gives()
    {
        var (q, k, v, expected) = Arrays(s_shape, 32);
        var (lse, expectedLse, actual) = (new float[2 * 4 * 70], new float[2 * 4 * 70], new float[expected.Length]);
        CausalSpec.Forward(q, k, v, expected, expectedLse, s_shape);
        CausalSpec.Forward(Accelerator, q, k, v, actual, lse, s_shape);
        actual.ShouldBe(expected, 1e-5);
        lse.ShouldBe(expectedLse, 1e-5);
        CausalSpec.Forward(Accelerator, q, k, v, actual, s_shape);
        actual.ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Float16_travels_as_its_bits()
    {
        var (q, k, v, _) = Arrays(s_shape, 16);
        var (expected, actual) = (new System.Half[q.Length], new System.Half[q.Length]);
        HalfSpec.Forward(Half(q), Half(k), Half(v), expected, s_shape);
        HalfSpec.Forward(Accelerator, Half(q), Half(k), Half(v), actual, s_shape);
        actual.Select(value => (float)value).ToArray().ShouldBe([.. expected.Select(value => (float)value)], 2e-3);
    }

    [Fact]
    public void Float8_travels_as_its_bits_and_comes_back_as_those_of_bfloat16()
    {
        var (q, k, v, _) = Arrays(s_shape, 32);
        Float8E4M3[] Eight(float[] values) => System.Array.ConvertAll(values, value => (Float8E4M3)value);
        byte[] Bits(float[] values) => System.Array.ConvertAll(values, value => ((Float8E4M3)value).Bits);
        var (expected, actual) = (new BFloat16[q.Length], new BFloat16[q.Length]);
        var (expectedLse, lse) = (new float[q.Length / 32], new float[q.Length / 32]);
        EightBitSpec.Forward(Eight(q), Eight(k), Eight(v), expected, expectedLse, s_shape);
        EightBitSpec.Forward(Accelerator, Eight(q), Eight(k), Eight(v), actual, lse, s_shape);
        lse.ShouldBe(expectedLse, 1e-5);
        for (var i = 0; i < expected.Length; i++)
            ((float)actual[i]).ShouldBe(expected[i], Math.Abs(expected[i]) / 64 + 1e-5f);

        using MemoryBuffer1D<byte, Stride1D.Dense> dq = Accelerator.Allocate1D(Bits(q)), dk = Accelerator.Allocate1D(Bits(k)), dv = Accelerator.Allocate1D(Bits(v));
        using var o = Accelerator.Allocate1D<ushort>(expected.Length);
        EightBitSpec.Forward(Accelerator, dq.View, dk.View, dv.View, o.View, s_shape);
        Accelerator.Synchronize();
        o.GetAsArray1D().ShouldBe([.. actual.Select(value => value.Bits)]);
    }

    [Fact]
    public void Data_on_the_host_and_on_the_accelerator_give_what_the_CPU_gives()
    {
        var shape = new AttentionShape(1, 2, 1, 80, 80);
        var (q, k, v, expected) = Arrays(shape, 16);
        var actual = new float[expected.Length];
        int[] document = [.. Enumerable.Range(0, 80).Select(i => i / 30)];
        PackedSpec.Forward(q, k, v, expected, document, shape);
        PackedSpec.Forward(Accelerator, q, k, v, actual, document, shape);
        actual.ShouldBe(expected, 1e-5);

        using var stream = Accelerator.CreateStream();
        using MemoryBuffer1D<float, Stride1D.Dense> dq = Accelerator.Allocate1D(q), dk = Accelerator.Allocate1D(k), dv = Accelerator.Allocate1D(v);
        using var o = Accelerator.Allocate1D<float>(expected.Length);
        using var documents = Accelerator.Allocate1D(document);
        PackedSpec.Forward(stream, dq.View, dk.View, dv.View, o.View, documents.View, shape);
        stream.Synchronize();
        o.GetAsArray1D(stream).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Several_threads_share_an_accelerator_and_its_plans_make_room()
    {
        var (q, k, v, _) = Arrays(s_shape, 32);
        Parallel.For(0, 80, i =>
        {
            // 80 shapes are more than the plans that are kept.
            var shape = s_shape with { Batch = 1, QueryLength = 5 + i % 3, KeyLength = 6 + i };
            var (expected, actual) = (new float[4 * shape.QueryLength * 32], new float[4 * shape.QueryLength * 32]);
            var (queries, keys) = (4 * shape.QueryLength * 32, 2 * shape.KeyLength * 32);
            CausalSpec.Forward(q.AsSpan(0, queries), k.AsSpan(0, keys), v.AsSpan(0, keys), expected, shape);
            CausalSpec.Forward(Accelerator, q.AsSpan(0, queries), k.AsSpan(0, keys), v.AsSpan(0, keys), actual, shape);
            actual.ShouldBe(expected, 1e-5);
        });
    }

    [Fact]
    public void Accelerators_come_and_go()
    {
        var (q, k, v, expected) = Arrays(s_shape, 32);
        CausalSpec.Forward(q, k, v, expected, s_shape);
        var accelerators = Enumerable.Range(0, 3).Select(_ => UseAndForget(q, k, v, expected)).ToArray();
        for (var attempt = 0; attempt < 10 && accelerators.Any(one => one.IsAlive); attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        accelerators.ShouldAllBe(one => !one.IsAlive);
    }

    [Fact]
    public void A_device_that_is_too_small_is_refused_with_what_it_lacks()
    {
        using var context = Context.Create(builder => builder.CPU(CPUDeviceKind.Default));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        var (q, k, v, o) = Arrays(s_shape, 32);
        Should.Throw<NotSupportedException>(() => CausalSpec.Forward(accelerator, q, k, v, o, s_shape))
            .Message.ShouldContain("needs groups of 64 threads");
    }

    [Fact]
    public void Wrong_arguments_are_named_before_anything_is_written()
    {
        var (q, k, v, o) = Arrays(s_shape, 32);
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(Accelerator, q, k, v, o.AsSpan(1), s_shape)).ParamName.ShouldBe("o");
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(Accelerator, q, k, v, o, s_shape, new AttentionOptions { Variant = "ilgpu.simt/q1" }))
            .Message.ShouldContain("the closest is 'ilgpu.simt/");
        Should.Throw<ArgumentNullException>(() => CausalSpec.Forward((Accelerator)null!, q, k, v, o, s_shape)).ParamName.ShouldBe("accelerator");
        using var view = Accelerator.Allocate1D(q);
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(Accelerator, view.View, view.View, view.View, view.View.SubView(0, 9), s_shape))
            .Message.ShouldContain("o has 9 elements");
        Should.Throw<ArgumentException>(() => CausalSpec.Forward(
            Accelerator, view.View, view.View, view.View, view.View, s_shape,
            strides: AttentionStrides.Bhnd(s_shape, 32, 32) with { Output = new TensorStrides(0, 1, 1) })).Message.ShouldContain("cannot be broadcast");
        o.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Options_pin_a_variant_and_are_told_which_one_runs()
    {
        var (q, k, v, o) = Arrays(s_shape, 32);
        var told = "";
        CausalSpec.Forward(Accelerator, q, k, v, o, s_shape, new AttentionOptions { Explain = report => told = report.Variant });
        told.ShouldBe("ilgpu.simt/q64-k64-g64-r8");
        CausalSpec.Forward(Accelerator, q, k, v, o, s_shape, new AttentionOptions { Variant = told, Explain = report => told = report.Reason });
        told.ShouldContain("pinned");
    }

    [Fact]
    public void Several_threads_use_several_accelerators_and_streams_at_once()
    {
        var (q, k, v, expected) = Arrays(s_shape, 32);
        CausalSpec.Forward(q, k, v, expected, s_shape);
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)));
        var accelerators = Enumerable.Range(0, 3).Select(_ => context.GetCPUDevice(0).CreateCPUAccelerator(context)).ToArray();
        Parallel.For(0, 12, i =>
        {
            var accelerator = accelerators[i % 3];
            using var stream = accelerator.CreateStream();
            using MemoryBuffer1D<float, Stride1D.Dense> dq = accelerator.Allocate1D(stream, q), dk = accelerator.Allocate1D(stream, k), dv = accelerator.Allocate1D(stream, v);
            using var o = accelerator.Allocate1D<float>(expected.Length);
            CausalSpec.Forward(stream, dq.View, dk.View, dv.View, o.View, s_shape);
            stream.Synchronize();
            o.GetAsArray1D(stream).ShouldBe(expected, 1e-5);
        });
        foreach (var accelerator in accelerators)
            accelerator.Dispose();
    }

    [Fact]
    public void One_stream_decodes_from_several_threads_although_its_parts_share_a_place()
    {
        var shape = s_shape with { QueryLength = 1 };
        var (q, k, v, expected) = Arrays(shape, 32);
        CausalSpec.Forward(q, k, v, expected, shape);
        using MemoryBuffer1D<float, Stride1D.Dense> dq = Accelerator.Allocate1D(q), dk = Accelerator.Allocate1D(k), dv = Accelerator.Allocate1D(v);
        using var stream = Accelerator.CreateStream();
        var outputs = Enumerable.Range(0, 8).Select(_ => Accelerator.Allocate1D<float>(expected.Length)).ToArray();
        Parallel.For(0, outputs.Length, i => CausalSpec.Forward(stream, dq.View, dk.View, dv.View, outputs[i].View, shape));
        stream.Synchronize();
        foreach (var output in outputs)
        {
            output.GetAsArray1D(stream).ShouldBe(expected, 1e-5);
            output.Dispose();
        }
    }

    [Fact]
    public void A_disposed_accelerator_leaves_the_others_and_its_successor_working()
    {
        var (q, k, v, expected) = Arrays(s_shape, 32);
        CausalSpec.Forward(q, k, v, expected, s_shape);
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)));
        using var other = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        for (var i = 0; i < 3; i++)
        {
            // Its kernels and plans are cached when it goes; the next one must get its own.
            using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
            foreach (var one in new[] { accelerator, other })
            {
                var actual = new float[expected.Length];
                CausalSpec.Forward(one, q, k, v, actual, s_shape);
                actual.ShouldBe(expected, 1e-5);
            }
        }
    }

    [Fact]
    public void A_call_on_a_disposed_accelerator_fails_and_writes_nothing()
    {
        var (q, k, v, o) = Arrays(s_shape, 32);
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)));
        var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        CausalSpec.Forward(accelerator, q, k, v, new float[o.Length], s_shape);
        accelerator.Dispose();
        Should.Throw<Exception>(() => CausalSpec.Forward(accelerator, q, k, v, o, s_shape));
        o.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void The_small_tile_serves_short_sequences_and_devices_with_small_groups()
    {
        var shape = s_shape with { QueryLength = 9 };
        var (q, k, v, expected) = Arrays(shape, 32);
        CausalSpec.Forward(q, k, v, expected, shape);
        Run(Accelerator, shape).ShouldBe("ilgpu.simt/q16-k64-g64-r4");
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 2, 1)));
        using var small = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        Run(small, shape).ShouldBe("ilgpu.simt/q16-k64-g64-r4");
        using var narrowContext = Context.Create(builder => builder.CPU(new CPUDevice(32, 1, 1)));
        using var narrow = narrowContext.GetCPUDevice(0).CreateCPUAccelerator(narrowContext);
        Should.Throw<NotSupportedException>(() => CausalSpec.Forward(narrow, q, k, v, expected, shape, new AttentionOptions { Variant = "ilgpu.simt/q64-k64-g64-r8" }))
            .Message.ShouldContain("needs groups of 64 threads");

        string Run(Accelerator accelerator, AttentionShape sizes)
        {
            var (told, actual) = ("", new float[expected.Length]);
            CausalSpec.Forward(accelerator, q, k, v, actual, sizes, new AttentionOptions { Explain = report => told = report.Variant });
            actual.ShouldBe(expected, 1e-5);
            return told;
        }
    }

    private static WeakReference UseAndForget(float[] q, float[] k, float[] v, float[] expected)
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        var actual = new float[expected.Length];
        // The simulation remembers the last kernel of each of the system's threads.
        var user = new Thread(() => CausalSpec.Forward(accelerator, q, k, v, actual, s_shape));
        user.Start();
        user.Join();
        actual.ShouldBe(expected, 1e-5);
        return new WeakReference(accelerator);
    }

    private static System.Half[] Half(float[] values) => System.Array.ConvertAll(values, value => (System.Half)value);

    private static (float[] Q, float[] K, float[] V, float[] O) Arrays(AttentionShape shape, int headDim)
    {
        var random = new Random(3);
        var (queries, keys) = (shape.Batch * shape.QueryHeads * shape.QueryLength * headDim, shape.Batch * shape.KeyHeads * shape.KeyLength * headDim);
        return (Fill(queries), Fill(keys), Fill(keys), new float[queries]);

        float[] Fill(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2)];
    }
}
