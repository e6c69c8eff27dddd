using KernelGen.Devices.Gpu;
using KernelGen.Planning;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The arguments of a spec's kernels by name, those that families share: lengths, the plan, tensors, data.</summary>
internal sealed class KernelArguments(AttentionSpec spec, CompiledSpec compiled)
{
    /// <summary>What every kernel of a tile size gets, but for the numbers of its grid.</summary>
    public Dictionary<string, PtxArgument> Of(
        CudaTensors tensors, in AttentionCall call, PtxDevice device, int queryTile, int keyTile)
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
            ["plan"] = device.Allocate<int>(GpuPlan.Flatten(plans)),
        };
        tensors.AddTo(arguments);
        for (var i = 0; i < spec.Data.Count; i++)
            AddData(arguments, device, spec.Data[i], call.Data[i]);
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

    private static unsafe void AddData(Dictionary<string, PtxArgument> arguments, PtxDevice device, ExprParameter parameter, DataItem item)
    {
        var name = CudaParameters.Data(parameter);
        if (!parameter.HasElements)
        {
            arguments[name] = parameter.Type == ExprDataType.Single ? (PtxArgument)BitConverter.Int32BitsToSingle(item.Bits) : item.Bits;
            return;
        }
        arguments[name] = device.Allocate<byte>(new ReadOnlySpan<byte>(item.Address, (int)item.Reach * CudaData.Bytes(parameter)));
        if (parameter.IsArray)
            arguments[CudaParameters.DataLength(parameter)] = item.Length;
        for (var i = 0; parameter.IsTensor && i < TensorLoad.Rank; i++)
        {
            arguments[CudaParameters.TensorLast(parameter, i)] = item.Tensor.Varies(i) ? (int)item.Tensor.Length(i) - 1 : -1;
            arguments[CudaParameters.TensorStride(parameter, i)] = item.Tensor.Stride(i);
        }
    }

    /// <summary>In the order of the parameters.</summary>
    public static PtxArgument[] In(IReadOnlyList<PtxParameter> parameters, Dictionary<string, PtxArgument> arguments)
        => [.. parameters.Select(parameter => arguments[parameter.Name])];
}
