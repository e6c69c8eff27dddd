using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>The kernels of <c>cuda.wgmma</c> of a spec, and how they are launched: what a host will do.</summary>
internal sealed class WgmmaModule(AttentionSpec spec, CompiledSpec compiled, IReadOnlyList<WgmmaConfig> configs)
{
    // Few multiprocessors, so that a block has several query tiles.
    private const int MostBlocks = 3;

    private readonly KernelArguments _arguments = new(spec, compiled);
    private readonly PtxModule _module = PtxModule.Parse(WgmmaTemplate.Emit(spec, configs));

    public CompiledSpec Compiled => compiled;

    public IReadOnlyList<WgmmaConfig> Configs => configs;

    /// <summary>As many blocks as there are query tiles, up to some.</summary>
    public LaunchReport? Run(PtxDevice device, WgmmaConfig config, in AttentionCall call, int sectionHeads)
    {
        var shape = call.Shape;
        using var tensors = new CudaTensors(device, call, compiled.Facts, shift: 0);
        var tiles = (shape.QueryLength + config.QueryTile - 1) / config.QueryTile;
        var arguments = _arguments.Of(tensors, call, device, config.QueryTile, config.KeyTile);
        (arguments["queryTiles"], arguments["heads"], arguments["sectionHeads"]) = (tiles, shape.Batch * shape.QueryHeads, sectionHeads);
        arguments["lse"] = call.HasLse() ? tensors.Lse : 0UL;
        LaunchReport? report = null;
        if (tiles * shape.QueryHeads * shape.Batch is > 0 and var items)
        {
            AddMap(arguments, device, tensors, "query", call.Query, config, (shape.QueryLength, shape.QueryHeads, shape.Batch));
            AddMap(arguments, device, tensors, "key", call.Key, config, (shape.KeyLength, shape.KeyHeads, shape.Batch));
            AddMap(arguments, device, tensors, "value", call.Value, config, (shape.KeyLength, shape.KeyHeads, shape.Batch));
            report = device.Launch(
                _module, config.EntryName, (Math.Min(items, MostBlocks), 1, 1), (config.Threads, 1, 1), WgmmaFeasibility.SharedBytes(spec, config),
                KernelArguments.In(WgmmaParameters.Prefill(spec), arguments));
        }
        tensors.CopyBack(call);
        return report;
    }

    private void AddMap(
        Dictionary<string, PtxArgument> arguments, PtxDevice device, CudaTensors tensors, string tensor, in TensorView host, WgmmaConfig config,
        (int Rows, int Heads, int Batch) lengths)
    {
        var elements = WgmmaMap.RowElements(spec, tensor);
        var place = WgmmaTensor.Place(device, tensors.Address(tensor), host, elements, spec.Precision.Bytes(), lengths);
        arguments[WgmmaParameters.Map(tensor)] = new PtxTensorMap(
            place.Address, spec.Precision.Bytes(), [elements, Math.Max(1, lengths.Rows), lengths.Heads, lengths.Batch],
            [place.RowStride, place.HeadStride, place.BatchStride], [WgmmaMap.BoxElements(spec.Precision), WgmmaMap.BoxRows(config, tensor), 1, 1], PtxSwizzle.Bytes128);
    }
}
