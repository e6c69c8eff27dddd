using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage.Npy;

namespace KernelGen.Tuner.Commands;

/// <summary>The input files of one run, checked against the spec and against one another.</summary>
/// <param name="Query">Q.</param>
/// <param name="Key">K.</param>
/// <param name="Value">V.</param>
/// <param name="Shape">The sizes that follow from them.</param>
internal sealed record RunTensors(NpyArray Query, NpyArray Key, NpyArray Value, AttentionShape Shape)
{
    private const int Rank = 4;

    /// <summary>Reads and checks the files.</summary>
    /// <exception cref="ToolException">A file is bad, or the shapes do not fit.</exception>
    public static RunTensors Read(RunSettings settings, SpecEntry spec)
    {
        var query = Tensor("--q", settings.Query, "(B, Hq, Nq, D)");
        var key = Tensor("--k", settings.Key, "(B, Hkv, Nk, D)");
        var value = Tensor("--v", settings.Value, "(B, Hkv, Nk, Dv)");
        Length("--q", query, 3, spec.Spec.HeadDim, $"the head size of {spec.SimpleName}");
        Length("--k", key, 3, spec.Spec.HeadDim, $"the head size of {spec.SimpleName}");
        Length("--v", value, 3, spec.Spec.ValueHeadDim, $"the value head size of {spec.SimpleName}");
        Length("--k", key, 0, query.Shape[0], "the batch of --q");
        Length("--v", value, 0, query.Shape[0], "the batch of --q");
        Length("--v", value, 1, key.Shape[1], "the heads of --k");
        Length("--v", value, 2, key.Shape[2], "the length of --k");
        int queryHeads = query.Shape[1], keyHeads = key.Shape[1];
        if (queryHeads != keyHeads && (keyHeads == 0 || queryHeads % keyHeads != 0))
            throw new ToolException($"--q has {queryHeads} heads and --k has {keyHeads}; the former must be a multiple of the latter.");
        var shape = new AttentionShape(query.Shape[0], queryHeads, keyHeads, query.Shape[2], key.Shape[2])
        {
            QueryOffset = settings.QueryOffset,
        };
        return new RunTensors(query, key, value, ShapeText.WithOffset("--query-offset", shape));
    }

    /// <summary>Copies the tensors into a call's memory, converted to the spec's precision.</summary>
    public unsafe void CopyTo(AttentionBuffers buffers)
    {
        Copy(Query, buffers.Facts.Precision, buffers.Query);
        Copy(Key, buffers.Facts.Precision, buffers.Key);
        Copy(Value, buffers.Facts.Precision, buffers.Value);
    }

    private static unsafe void Copy(NpyArray from, Precision precision, void* to)
    {
        for (long i = 0; i < from.Count; i++)
            ElementCodec.Write(precision, to, i, from[i]);
    }

    private static NpyArray Tensor(string argument, string path, string expected)
    {
        var array = NpyFile.Read(argument, path);
        return array.Shape.Count == Rank
            ? array
            : throw new ToolException($"{argument} '{path}' has shape {Text(array)}; expected rank {Rank}, {expected}.");
    }

    private static void Length(string argument, NpyArray array, int dimension, int expected, string source)
    {
        if (array.Shape[dimension] != expected)
        {
            throw new ToolException(
                FormattableString.Invariant(
                    $"{argument} has shape {Text(array)}; its dimension {dimension} must be {expected}, {source}."));
        }
    }

    private static string Text(NpyArray array) => $"({string.Join(", ", array.Shape)})";
}
