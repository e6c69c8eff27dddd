using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>Runs the suite with <c>ilgpu.simt</c> on an accelerator.</summary>
internal sealed class IlgpuRunner(Accelerator accelerator) : IKernelRunner
{
    private readonly ConcurrentDictionary<SpecCase, Lazy<IRunnableSpec>> _specs = new();

    /// <summary>The runner of the tests' accelerator: a spec is compiled once per process.</summary>
    public static IlgpuRunner Instance { get; } = new(TestAccelerator.Create());

    public Accelerator Accelerator { get; } = accelerator;

    public IRunnableSpec Prepare(SpecCase spec) => _specs.GetOrAdd(spec, key => new Lazy<IRunnableSpec>(() => Compile(key))).Value;

    /// <summary>Runs one call, its tensors copied to the accelerator and back.</summary>
    public static unsafe void Run(IIlgpuSpec spec, Accelerator accelerator, string? variant, in AttentionCall call, params object?[] values)
    {
        var (shape, facts) = (call.Shape, spec.Compiled.Facts);
        var (bytes, outputBytes) = (BytesOf(facts.Precision), BytesOf(facts.OutputPrecision));
        // Every second length begins off any vector's alignment, so that kernels cannot load 16 bytes at a time.
        var offset = shape.KeyLength % 2 == 0 ? 0 : 3;
        using var stream = accelerator.CreateStream();
        using var q = new DeviceTensor(stream, call.Query, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.HeadDim), bytes, offset);
        using var k = new DeviceTensor(stream, call.Key, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.HeadDim), bytes, offset);
        using var v = new DeviceTensor(stream, call.Value, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.ValueHeadDim), bytes, offset);
        using var o = new DeviceTensor(stream, call.Output, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.ValueHeadDim), outputBytes, offset);
        var rows = shape.Batch * shape.QueryHeads * shape.QueryLength;
        using var lse = accelerator.Allocate1D<float>(Math.Max(1, rows));
        var strides = new AttentionStrides(q.Strides, k.Strides, v.Strides, o.Strides);
        var wanted = call.Lse.Data is null ? (ArrayView<byte>?)null : lse.View.BaseView.SubView(0, (long)rows).Cast<byte>();
        spec.Run(stream, q.View, k.View, v.View, o.View, wanted, shape, strides, new AttentionOptions { Variant = variant }, call.Data, values);
        stream.Synchronize();
        o.CopyBack(stream);
        if (wanted is not null)
            Scatter(lse.GetAsArray1D(stream), call.Lse, shape);
    }

    private static int BytesOf(Precision precision) => precision switch
    {
        Precision.Float32 => sizeof(float),
        Precision.Float8E4M3 => sizeof(byte),
        _ => sizeof(ushort),
    };

    private static unsafe void Scatter(float[] rows, in TensorView lse, in AttentionShape shape)
    {
        for (var i = 0; i < shape.Batch * shape.QueryHeads * shape.QueryLength; i++)
        {
            var (pair, row) = Math.DivRem(i, shape.QueryLength);
            lse.Head<float>(pair / shape.QueryHeads, pair % shape.QueryHeads)[row * lse.RowStride] = rows[i];
        }
    }

    private IlgpuSpec Compile(SpecCase test)
    {
        var spec = SpecFactory.Create(test);
        var configs = Configs(spec);
        return new IlgpuSpec(IlgpuCompiler.Compile(spec, test.Name, configs), [.. configs.Select(config => config.Id)], Accelerator);
    }

    /// <summary>In a fast run the defaults, a large tile and a small one; in a full run also the corners of the config space.</summary>
    private static IReadOnlyList<IlgpuConfig> Configs(AttentionSpec spec)
    {
        var all = IlgpuConfigSpace.All(spec);
        var small = all.Where(config => config.QueryTile >= 16).MinBy(config => config.QueryTile * config.KeyTile) ?? all[0];
        var chosen = IlgpuConfigSpace.Defaults(spec);
        return [.. (CaseSelection.IsFull ? chosen.Append(small).Append(all[^1]).Append(all.Last(config => config.Rows == 8)) : chosen).Distinct()];
    }

    private sealed class IlgpuSpec(IIlgpuSpec spec, IReadOnlyList<string> variants, Accelerator accelerator) : IRunnableSpec
    {
        public CompiledSpec Compiled => spec.Compiled;

        public IReadOnlyList<string> Variants => variants;

        public IReadOnlyList<int> Threads => [1];

        public void Run(string variant, in AttentionCall call, int threads) => IlgpuRunner.Run(spec, accelerator, variant, call);
    }
}
