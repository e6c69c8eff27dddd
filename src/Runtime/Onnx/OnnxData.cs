namespace KernelGen.Onnx;

/// <summary>The operator's inputs that are data of the mask and score: <c>attn_mask</c> and <c>nonpad_kv_seqlen</c>.</summary>
internal static unsafe class OnnxData
{
    /// <summary>The data parameter of [MaskTensor].</summary>
    public const string Mask = "mask";

    /// <summary>The data parameter of [BiasTensor].</summary>
    public const string Bias = "bias";

    /// <summary>The data parameter of [OnnxAttention(NonpadKvSeqlen = true)].</summary>
    public const string Nonpad = "nonpadKvSeqlen";

    /// <summary>How many data parameters a spec with [OnnxAttention] can have.</summary>
    public const int MostParameters = 3;

    /// <summary>Checks that the call has the data that the spec takes, and returns how many of the keys its masks reach.</summary>
    public static int Check<T>(CompiledSpec spec, in OnnxLayouts layouts, in OnnxAttentionInputs<T> inputs)
        where T : unmanaged
    {
        Matches(spec, Mask, inputs.Mask.Rank > 0, "Mask", "[MaskTensor]");
        Matches(spec, Bias, inputs.Bias.Rank > 0, "Bias", "[BiasTensor]");
        CheckNonpad(spec, layouts, inputs.NonpadKvSeqlen);
        return Math.Min(Keys(inputs.Mask.Lengths, layouts.TotalLength, "Mask"), Keys(inputs.Bias.Lengths, layouts.TotalLength, "Bias"));
    }

    /// <summary>Writes the values in the order of the spec's parameters.</summary>
    public static CallData Fill<T>(
        DataItem* items, CompiledSpec spec, int keys, in OnnxAttentionInputs<T> inputs, bool* mask, float* bias, int* nonpad, int batch)
        where T : unmanaged
    {
        if (spec.Data is null)
            return default;
        var parameters = spec.Data.Parameters;
        for (var i = 0; i < parameters.Count; i++)
        {
            items[i] = parameters[i].Name switch
            {
                Mask => DataItem.Of(mask, Cut(inputs.Mask.Lengths, keys), inputs.Mask.Strides),
                Bias => DataItem.Of(bias, Cut(inputs.Bias.Lengths, keys), inputs.Bias.Strides),
                _ => DataItem.Of(nonpad, batch),
            };
        }
        return new CallData(items, parameters.Count);
    }

    /// <summary>Copies lengths that are checked, as the kernels read them.</summary>
    public static void Narrow(ReadOnlySpan<long> nonpad, Span<int> lengths)
    {
        for (var i = 0; i < nonpad.Length; i++)
            lengths[i] = (int)nonpad[i];
    }

    private static void Matches(CompiledSpec spec, string parameter, bool isGiven, string argument, string attribute)
    {
        if (isGiven == Takes(spec, parameter))
            return;
        throw isGiven
            ? OnnxFault.Of(argument, $"{argument} is given, but {spec.Facts.Name} takes none; declare its spec with {attribute}.")
            : OnnxFault.Of(argument, $"{argument} is missing; {spec.Facts.Name} is declared with {attribute}.");
    }

    private static void CheckNonpad(CompiledSpec spec, in OnnxLayouts layouts, ReadOnlySpan<long> nonpad)
    {
        const string Argument = "NonpadKvSeqlen";
        if (!Takes(spec, Nonpad))
        {
            Matches(spec, Nonpad, !nonpad.IsEmpty, Argument, "[OnnxAttention(NonpadKvSeqlen = true)]");
            return;
        }
        if (layouts.PastKey is not null)
            throw OnnxFault.Of("PastKey", $"PastKey is given beside {Argument}; with that, K and V hold the whole cache.");
        if (nonpad.Length != layouts.Query.Batch)
            throw OnnxFault.Of(Argument, $"{Argument} has {nonpad.Length} elements; expected {layouts.Query.Batch} (Q's sequences).");
        for (var i = 0; i < nonpad.Length; i++)
        {
            if (nonpad[i] < 0 || nonpad[i] > layouts.TotalLength)
                throw OnnxFault.Of(Argument, $"{Argument} is {nonpad[i]} for sequence {i}; expected 0 to {layouts.TotalLength} (K's length).");
        }
    }

    private static bool Takes(CompiledSpec spec, string parameter)
    {
        for (var i = 0; i < (spec.Data?.Parameters.Count ?? 0); i++)
        {
            if (spec.Data!.Parameters[i].Name == parameter)
                return true;
        }
        return false;
    }

    private static int Keys(ReadOnlySpan<nint> lengths, int total, string argument)
    {
        if (lengths.Length == 0)
            return total;
        return lengths[^1] <= total
            ? (int)lengths[^1]
            : throw OnnxFault.Of(argument, $"{argument} has {lengths[^1]} columns; expected at most {total} (past and new keys).");
    }

    // Of two masks the shorter one decides; the other's columns behind it are not read.
    private static ReadOnlySpan<nint> Cut(ReadOnlySpan<nint> lengths, int keys)
    {
        if (lengths[^1] == keys)
            return lengths;
        var cut = lengths.ToArray();
        cut[^1] = keys;
        return cut;
    }
}
