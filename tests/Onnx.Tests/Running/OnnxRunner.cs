using KernelGen.Onnx.Tests.Model;

namespace KernelGen.Onnx.Tests.Running;

/// <summary>Runs a case through its spec's <c>Run</c>.</summary>
internal static class OnnxRunner
{
    /// <summary>The outputs, those that are named.</summary>
    public static Dictionary<string, OnnxTensor> Run(SpecAssembly specs, OnnxCase node, params string[] outputs) => node.Inputs["Q"].Elements switch
    {
        Half[] => Run<Half>(specs, node, outputs),
        BFloat16[] => Run<BFloat16>(specs, node, outputs),
        _ => Run<float>(specs, node, outputs),
    };

    /// <summary>The lengths of an output.</summary>
    public static int[] Lengths(OnnxCase node, string output)
    {
        var (q, k) = (node.Inputs["Q"], node.Inputs["K"]);
        var (batch, queries, newKeys) = q.Rank == 4 ? (q.Lengths[0], q.Lengths[2], k.Lengths[2]) : (q.Lengths[0], q.Lengths[1], k.Lengths[1]);
        var keys = newKeys + (node.Input("past_key")?.Lengths[2] ?? 0);
        return output switch
        {
            "Y" when q.Rank == 3 => [batch, queries, node.Heads.Query * node.HeadSize("V")],
            "Y" => [batch, node.Heads.Query, queries, node.HeadSize("V")],
            "present_key" => [batch, node.Heads.Key, keys, node.HeadSize("K")],
            "present_value" => [batch, node.Heads.Key, keys, node.HeadSize("V")],
            _ => [batch, node.Heads.Query, queries, keys],
        };
    }

    /// <summary>Calls <c>Run</c> with a node's inputs and with the outputs that are there.</summary>
    public static void Call<T>(OnnxRun<T> run, OnnxCase node, IReadOnlyDictionary<string, OnnxTensor> outputs, AttentionOptions? options = null)
        where T : unmanaged
    {
        var mask = node.Input("attn_mask");
        run(
            new OnnxAttentionInputs<T>
            {
                Q = node.Inputs["Q"].Read<T>(),
                K = node.Inputs["K"].Read<T>(),
                V = node.Inputs["V"].Read<T>(),
                Mask = mask?.Elements is bool[] ? mask.Read<bool>() : default,
                Bias = mask is not null && mask.Elements is not bool[] ? Widened(mask).Read<float>() : default,
                PastKey = node.Input("past_key") is { } pastKey ? pastKey.Read<T>() : default,
                PastValue = node.Input("past_value") is { } pastValue ? pastValue.Read<T>() : default,
                NonpadKvSeqlen = (long[]?)node.Input("nonpad_kv_seqlen")?.Elements,
            },
            new OnnxAttentionOutputs<T>
            {
                Y = outputs["Y"].Write<T>(),
                PresentKey = outputs.TryGetValue("present_key", out var presentKey) ? presentKey.Write<T>() : default,
                PresentValue = outputs.TryGetValue("present_value", out var presentValue) ? presentValue.Write<T>() : default,
                QkMatmulOutput = outputs.TryGetValue("qk_matmul_output", out var matrix) ? matrix.Write<T>() : default,
            },
            options);
    }

    /// <summary>An output that is full of NaN: what it holds before the call must not matter.</summary>
    public static OnnxTensor Output<T>(params int[] lengths)
        where T : unmanaged
    {
        var tensor = OnnxTensor.Zeros<T>(lengths);
        object nan = float.NaN;
        if (typeof(T) == typeof(Half))
            nan = Half.NaN;
        else if (typeof(T) == typeof(BFloat16))
            nan = (BFloat16)float.NaN;
        Array.Fill((T[])tensor.Elements, (T)nan);
        return tensor;
    }

    private static Dictionary<string, OnnxTensor> Run<T>(SpecAssembly specs, OnnxCase node, string[] outputs)
        where T : unmanaged
    {
        var results = outputs.ToDictionary(name => name, name => Output<T>(Lengths(node, name)));
        Call(specs.Run<T>(SpecSource.Attributes(node)), node, results);
        return results;
    }

    // A bias is float whatever the precision.
    private static OnnxTensor Widened(OnnxTensor mask) => mask with { Elements = Array.ConvertAll(mask.Numbers(), number => (float)number) };
}
