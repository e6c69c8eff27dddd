using KernelGen.Planning;

namespace KernelGen;

/// <summary>The data parameters of a spec and what it asks of them; emitted by the generator for specs that have some.</summary>
public abstract class SpecData
{
    /// <summary>The parameters, in the order of their numbers.</summary>
    public abstract IReadOnlyList<DataParameter> Parameters { get; }

    /// <summary>Calls <c>Require</c> for every index that the mask or the score reads.</summary>
    /// <param name="q">Query positions.</param>
    /// <param name="k">Key indices.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="head">Query heads.</param>
    /// <param name="kvHead">Key heads.</param>
    /// <param name="scope">The lengths and the data.</param>
    protected abstract void CheckIndices(Interval q, Interval k, Interval batch, Interval head, Interval kvHead, in MaskScope scope);

    /// <summary>Calls <c>Require</c> for every index that the sink's logit reads. It counts even where there is no key.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="head">Query heads.</param>
    /// <param name="kvHead">Key heads.</param>
    /// <param name="scope">The lengths and the data.</param>
    protected virtual void CheckSink(Interval batch, Interval head, Interval kvHead, in MaskScope scope)
    {
    }

    /// <summary>Refuses an index that leaves its array, whatever conditions stand around it.</summary>
    /// <param name="parameter">The array's number.</param>
    /// <param name="index">Where the index reaches.</param>
    /// <param name="text">The index, as the mask or the score has it.</param>
    /// <param name="scope">The lengths and the data.</param>
    /// <param name="isIndirect">Whether the index depends on what another array holds.</param>
    /// <exception cref="ArgumentException">It leaves the array.</exception>
    protected void Require(int parameter, Interval index, string text, in MaskScope scope, bool isIndirect = false)
    {
        var length = scope.Data[parameter].Length;
        if (index.Min >= 0 && index.Max < length)
            return;
        // What lies on a device cannot be checked here; kernels read 0 outside an array.
        if (isIndirect && scope.Data.IsOnDevice)
            return;
        var name = Parameters[parameter].Name;
        var expected = index.Min < 0
            ? "no index may be negative: give a queryOffset from which no query stands before key 0, or clamp the index where a method reads it"
            : FormattableString.Invariant($"expected at least {(long)index.Max + 1} elements, or an index that is clamped where a method reads it");
        throw new ArgumentException(FormattableString.Invariant(
            $"{name} has {length} elements; {name}[{text}] is read at indices from {index.Min} to {index.Max}; {expected}."), name);
    }

    /// <summary>Refuses a tensor whose lengths do not fit where it is read.</summary>
    /// <param name="parameter">The tensor's number.</param>
    /// <param name="indices">Its four indices.</param>
    /// <param name="scope">The lengths and the data.</param>
    /// <exception cref="ArgumentException">A dimension has another length than its index asks for, and is not 1.</exception>
    protected void Require(int parameter, ReadOnlySpan<TensorIndex> indices, in MaskScope scope)
    {
        var tensor = scope.Data[parameter].Tensor;
        for (var i = 0; i < DataLayout.Dimensions; i++)
        {
            // What lies on a device cannot be checked here; kernels read 0 outside a tensor.
            if (indices[i].IsIndirect && scope.Data.IsOnDevice)
                continue;
            if (tensor.Length(i) != 1 && !indices[i].Fits(tensor.Length(i)))
                throw TensorIndex.Misfit(Parameters[parameter].Name, tensor, indices, i);
        }
    }

    /// <summary>Checks the data of one call.</summary>
    internal void Check(in AttentionCall call) => Check(call.Shape, call.QueryOffset, call.Data);

    /// <summary>Checks the data of a call of a shape.</summary>
    internal void Check(in AttentionShape shape, int queryOffset, in CallData data)
    {
        CheckParameters(data);
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return;
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, queryOffset, 0, 0, 0, shape.QueryHeads) { Data = data };
        Interval batch = new(0, shape.Batch - 1), head = new(0, shape.QueryHeads - 1), keyHead = new(0, shape.KeyHeads - 1);
        CheckSink(batch, head, keyHead, scope);
        if (shape.KeyLength == 0)
            return;
        CheckIndices(
            new Interval(queryOffset, queryOffset + shape.QueryLength - 1), new Interval(0, shape.KeyLength - 1), batch, head, keyHead, scope);
    }

    private string Names() => string.Join(", ", Parameters.Select(parameter => parameter.Name));

    private void CheckParameters(in CallData data)
    {
        if (data.Count != Parameters.Count)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"data has {data.Count} values; the mask and the score take {Parameters.Count}: {Names()}."), nameof(data));
        }
        for (var i = 0; i < data.Count; i++)
        {
            var (item, parameter) = (data[i], Parameters[i]);
            if (item.Type != parameter.Type || item.IsArray != parameter.IsArray || (item.IsTensor && !parameter.IsTensor))
                throw new ArgumentException($"data has a value of another type for {parameter}: {item.Type}.", nameof(data));
            if (parameter.IsTensor && !item.Tensor.HasLegalRank)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{parameter.Name} has rank {item.Tensor.Rank}; expected rank 2 (Nq, Nk), 3 (H, Nq, Nk) or 4 (B, H, Nq, Nk)."), parameter.Name);
            }
        }
    }
}
