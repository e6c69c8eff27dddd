namespace KernelGen.Onnx;

/// <summary>
/// The ONNX operator Attention around a spec's kernels: layouts by strides, the cache, masks as the spec's data. The generated <c>Run</c>
/// methods call it.
/// </summary>
public static unsafe class OnnxOperator
{
    // More sequences than that cost an allocation.
    private const int MostOnStack = 64;

    /// <summary>Runs the operator.</summary>
    /// <typeparam name="T">The elements of the tensors.</typeparam>
    /// <param name="spec">A spec with [OnnxAttention].</param>
    /// <param name="node">What the kernels do not know of the node.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <param name="options">How to run the call; null means the defaults.</param>
    /// <exception cref="ArgumentException">A tensor does not fit the spec or the others; nothing has been written.</exception>
    public static void Run<T>(
        CompiledSpec<T> spec, OnnxNode node, in OnnxAttentionInputs<T> inputs, in OnnxAttentionOutputs<T> outputs, AttentionOptions? options = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(spec);
        var layouts = OnnxLayouts.Of(spec.Facts, inputs, outputs);
        var keys = OnnxData.Check(spec, layouts, inputs);
        var sequences = inputs.NonpadKvSeqlen.Length;
        var lengths = sequences <= MostOnStack ? stackalloc int[MostOnStack] : new int[sequences];
        OnnxData.Narrow(inputs.NonpadKvSeqlen, lengths);
        fixed (T* q = &inputs.Q.GetPinnableReference(), k = &inputs.K.GetPinnableReference(), v = &inputs.V.GetPinnableReference())
        fixed (T* pastKey = &inputs.PastKey.GetPinnableReference(), pastValue = &inputs.PastValue.GetPinnableReference())
        fixed (T* presentKey = &outputs.PresentKey.GetPinnableReference(), presentValue = &outputs.PresentValue.GetPinnableReference())
        fixed (T* y = &outputs.Y.GetPinnableReference(), matrix = &outputs.QkMatmulOutput.GetPinnableReference())
        fixed (bool* mask = &inputs.Mask.GetPinnableReference())
        fixed (float* bias = &inputs.Bias.GetPinnableReference())
        fixed (int* nonpad = lengths)
        {
            var items = stackalloc DataItem[OnnxData.MostParameters];
            using var key = new CachedRows<T>(spec.Facts.HeadDim, layouts.Key, k, layouts.PastKey, pastKey, layouts.PresentKey, presentKey);
            using var value = new CachedRows<T>(
                spec.Facts.ValueHeadDim, layouts.Value, v, layouts.PastValue, pastValue, layouts.PresentValue, presentValue);
            var call = new AttentionCall
            {
                Shape = layouts.Shape(keys),
                QueryOffset = layouts.PastLength,
                Query = layouts.Query.At(q),
                Key = key.All,
                Value = value.All,
                Output = layouts.Output.At(y),
                Data = OnnxData.Fill(items, spec, keys, inputs, mask, bias, nonpad, sequences),
            };
            // Everything that can be wrong is found before the first copy; the kernel's own check of the data would come after it.
            spec.Data?.Check(call);
            var kernel = spec.Select(call, options);
            key.Join();
            value.Join();
            spec.Execute(call, kernel, options?.Threads ?? 0);
            if (layouts.QkMatmulOutput is { } layout)
                OnnxMatrix.Write(spec, node, call, layouts.TotalLength, layout.At(matrix), options?.Threads ?? 0);
        }
    }
}
