using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The kernels of a spec, and how they are launched: what a host will do.</summary>
internal sealed class CudaModule(AttentionSpec spec, CompiledSpec compiled, IReadOnlyList<CudaConfig> configs)
{
    /// <summary>Rows per head that the decode kernel serves here.</summary>
    public const int LongestDecode = 4;

    private readonly CudaArguments _arguments = new(spec, compiled);
    private readonly CudaConfig _decode = CudaConfigSpace.Decode(spec)!;
    private readonly PtxModule _module = PtxModule.Parse(CudaTemplate.Emit(spec, configs, CudaConfigSpace.Decode(spec)));

    public CompiledSpec Compiled => compiled;

    public IReadOnlyList<CudaConfig> Configs => configs;

    /// <summary>A block for each query tile of each head.</summary>
    public LaunchReport? Prefill(PtxDevice device, CudaConfig config, in AttentionCall call, int shift)
    {
        var shape = call.Shape;
        using var tensors = new CudaTensors(device, call, compiled.Facts, shift);
        var tiles = (shape.QueryLength + config.QueryTile - 1) / config.QueryTile;
        var arguments = _arguments.Of(tensors, call, device, config.QueryTile, config.KeyTile);
        arguments["queryTiles"] = tiles;
        arguments["lse"] = call.HasLse() ? tensors.Lse : 0UL;
        LaunchReport? report = null;
        if (tiles * shape.QueryHeads * shape.Batch > 0)
        {
            report = device.Launch(
                _module, config.EntryName, (tiles, shape.QueryHeads, shape.Batch), (config.Threads, 1, 1), CudaFeasibility.SharedBytes(spec, config),
                CudaArguments.In(CudaParameters.Prefill(spec), arguments));
        }
        tensors.CopyBack(call);
        return report;
    }

    /// <summary>A block for each share of the keys of each unit, then the merge.</summary>
    public LaunchReport? Decode(PtxDevice device, in AttentionCall call, int shares, int shift)
    {
        var shape = call.Shape;
        using var tensors = new CudaTensors(device, call, compiled.Facts, shift);
        var unitHeads = compiled.Classifier.DependsOnQueryHead ? 1 : shape.GroupSize;
        var (rows, units) = (unitHeads * shape.QueryLength, shape.Batch * shape.QueryHeads / Math.Max(1, unitHeads));
        var tiles = (rows + _decode.QueryTile - 1) / _decode.QueryTile;
        var parts = device.Allocate(4L * units * tiles * shares * _decode.KeyWarps * _decode.QueryTile * (spec.ValueHeadDim + 2));
        var arguments = _arguments.Of(tensors, call, device, Math.Max(1, shape.QueryLength), _decode.KeyTile);
        (arguments["queryTiles"], arguments["unitHeads"], arguments["shares"], arguments["parts"]) = (tiles, unitHeads, shares, parts);
        arguments["lse"] = call.HasLse() ? tensors.Lse : 0UL;
        LaunchReport? report = null;
        if (rows * units > 0)
        {
            report = device.Launch(
                _module, "decode", (units * tiles * shares, 1, 1), (_decode.Threads, 1, 1), CudaFeasibility.SharedBytes(spec, _decode),
                CudaArguments.In(CudaParameters.Decode(spec), arguments));
            device.Launch(_module, "merge", (units * rows, 1, 1), (CudaMerge.Threads, 1, 1), 0, CudaArguments.In(CudaParameters.Merge(spec), arguments));
        }
        tensors.CopyBack(call);
        return report;
    }
}
