using KernelGen.Devices.Ilgpu;
using KernelGen.Planning;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The kernels of a spec, and how they are launched: what a host will do.</summary>
internal sealed class CudaModule(AttentionSpec spec, CompiledSpec compiled, IReadOnlyList<CudaConfig> configs)
{
    /// <summary>Rows per head that the decode kernel serves here.</summary>
    public const int LongestDecode = 4;

    private readonly CudaConfig _decode = CudaConfigSpace.Decode(spec)!;
    private readonly PtxModule _module = PtxModule.Parse(CudaTemplate.Emit(spec, configs, CudaConfigSpace.Decode(spec)));

    public CompiledSpec Compiled => compiled;

    public IReadOnlyList<CudaConfig> Configs => configs;

    /// <summary>A block for each query tile of each head. Values are those of the data parameters.</summary>
    public LaunchReport? Prefill(PtxDevice device, CudaConfig config, in AttentionCall call, bool isOdd, params object[] values)
    {
        var shape = call.Shape;
        using var tensors = new CudaTensors(device, call, compiled.Facts, isOdd);
        var tiles = (shape.QueryLength + config.QueryTile - 1) / config.QueryTile;
        var arguments = Arguments(tensors, call, device, config.QueryTile, config.KeyTile, values);
        arguments["queryTiles"] = tiles;
        arguments["lse"] = call.HasLse() ? tensors.Lse : 0UL;
        LaunchReport? report = null;
        if (tiles * shape.QueryHeads * shape.Batch > 0)
        {
            report = device.Launch(
                _module, config.EntryName, (tiles, shape.QueryHeads, shape.Batch), (config.Threads, 1, 1), CudaFeasibility.SharedBytes(spec, config),
                In(CudaParameters.Prefill(spec), arguments));
        }
        tensors.CopyBack(call);
        return report;
    }

    /// <summary>A block for each share of the keys of each unit, then the merge.</summary>
    public LaunchReport? Decode(PtxDevice device, in AttentionCall call, int shares, bool isOdd, params object[] values)
    {
        var shape = call.Shape;
        using var tensors = new CudaTensors(device, call, compiled.Facts, isOdd);
        var unitHeads = compiled.Classifier.DependsOnQueryHead ? 1 : shape.GroupSize;
        var (rows, units) = (unitHeads * shape.QueryLength, shape.Batch * shape.QueryHeads / Math.Max(1, unitHeads));
        var tiles = (rows + _decode.QueryTile - 1) / _decode.QueryTile;
        var parts = device.Allocate(4L * units * tiles * shares * _decode.KeyWarps * _decode.QueryTile * (spec.ValueHeadDim + 2));
        var arguments = Arguments(tensors, call, device, Math.Max(1, shape.QueryLength), _decode.KeyTile, values);
        (arguments["queryTiles"], arguments["unitHeads"], arguments["shares"], arguments["parts"]) = (tiles, unitHeads, shares, parts);
        arguments["lse"] = call.HasLse() ? tensors.Lse : 0UL;
        LaunchReport? report = null;
        if (rows * units > 0)
        {
            report = device.Launch(
                _module, "decode", (units * tiles * shares, 1, 1), (_decode.Threads, 1, 1), CudaFeasibility.SharedBytes(spec, _decode),
                In(CudaParameters.Decode(spec), arguments));
            device.Launch(_module, "merge", (units * rows, 1, 1), (CudaMerge.Threads, 1, 1), 0, In(CudaParameters.Merge(spec), arguments));
        }
        tensors.CopyBack(call);
        return report;
    }

    private Dictionary<string, PtxArgument> Arguments(
        CudaTensors tensors, in AttentionCall call, PtxDevice device, int queryTile, int keyTile, object[] values)
    {
        var shape = call.Shape;
        var plans = Plans(call, queryTile, keyTile);
        var arguments = new Dictionary<string, PtxArgument>
        {
            ["queryLength"] = shape.QueryLength,
            ["keyLength"] = shape.KeyLength,
            ["queryOffset"] = call.QueryOffset,
            ["queryHeads"] = shape.QueryHeads,
            ["groupSize"] = shape.GroupSize,
            ["plans"] = plans.Count,
            ["plan"] = device.Allocate<int>(IlgpuPlan.Flatten(plans)),
        };
        tensors.AddTo(arguments);
        for (var i = 0; i < values.Length; i++)
            AddData(arguments, device, spec.Data[i].Name, values[i]);
        return arguments;
    }

    private List<TilePlan> Plans(in AttentionCall call, int queryTile, int keyTile)
    {
        var shape = call.Shape;
        var plans = new List<TilePlan>();
        var depends = compiled.Classifier.DependsOnHead || compiled.Classifier.DependsOnBatch;
        for (var pair = 0; pair < (depends ? shape.Batch * shape.QueryHeads : 1); pair++)
        {
            var (batch, head) = Math.DivRem(pair, Math.Max(1, shape.QueryHeads));
            var scope = new MaskScope(
                shape.QueryLength, shape.KeyLength, call.QueryOffset, batch, head, head / Math.Max(1, shape.GroupSize), shape.QueryHeads) { Data = call.Data };
            plans.Add(TilePlan.Build(compiled.Classifier, scope, queryTile, keyTile));
        }
        return plans;
    }

    private static void AddData(Dictionary<string, PtxArgument> arguments, PtxDevice device, string name, object value)
    {
        if (value is Array array)
            arguments["length_" + name] = array.Length;
        arguments["data_" + name] = value switch
        {
            bool truth => truth ? 1 : 0,
            int number => number,
            float number => number,
            bool[] truths => device.Allocate<bool>(truths),
            byte[] numbers => device.Allocate<byte>(numbers),
            short[] numbers => device.Allocate<short>(numbers),
            int[] numbers => device.Allocate<int>(numbers),
            float[] numbers => device.Allocate<float>(numbers),
            _ => throw new ArgumentException($"{value.GetType()} is no data of these tests.", nameof(value)),
        };
    }

    private static PtxArgument[] In(IReadOnlyList<PtxParameter> parameters, Dictionary<string, PtxArgument> arguments)
        => [.. parameters.Select(parameter => arguments[parameter.Name])];
}
