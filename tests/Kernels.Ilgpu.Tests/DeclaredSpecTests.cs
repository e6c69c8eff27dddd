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
            .Message.ShouldContain("needs groups of 128 threads");
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
        told.ShouldBe("ilgpu.simt/q64-k32-g128-r4");
        CausalSpec.Forward(Accelerator, q, k, v, o, s_shape, new AttentionOptions { Variant = told, Explain = report => told = report.Reason });
        told.ShouldContain("pinned");
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
