using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Data;

/// <summary>What data that nobody gave looks like.</summary>
internal enum SyntheticKind
{
    /// <summary>Integers that are read at positions: runs of equal numbers that ascend, as of packed documents.</summary>
    Runs,

    /// <summary>Truth values that are read at positions: true, but for runs of them, as of padding.</summary>
    Padding,

    /// <summary>Integers of heads, sequences or the call: half the key length, as of windows and prefixes.</summary>
    HalfTheKeys,

    /// <summary>Truth values of heads, sequences or the call: true.</summary>
    True,

    /// <summary>Floats of an array or tensor: falling powers of two, as slopes of ALiBi.</summary>
    Slopes,

    /// <summary>A single float: 1.</summary>
    One,

    /// <summary>A tensor of truth values that is read by blocks of rows or keys: a sparse choice, of each sequence and head.</summary>
    Blocks,

    /// <summary>A tensor of truth values that is read pair by pair: the past without padding, one for all sequences and heads.</summary>
    Past,
}

/// <summary>Finds the kinds of a spec's data from how its mask, score and sink read it.</summary>
internal static class SyntheticKinds
{
    /// <summary>The kind of every parameter.</summary>
    public static IReadOnlyDictionary<ExprParameter, SyntheticKind> Of(AttentionSpec spec)
    {
        Expr[] reads = [.. new[] { spec.Mask, spec.Score, spec.SinkLogit }.OfType<Expr>().SelectMany(expr => expr.All()).Where(expr => expr is DataLoad or TensorLoad)];
        var byPosition = reads.OfType<DataLoad>()
            .Where(load => load.Index.Reads(ExprVariable.Query) || load.Index.Reads(ExprVariable.Key))
            .Select(load => load.Parameter).ToHashSet();
        var byPair = reads.OfType<TensorLoad>().Where(IsByPair).Select(load => load.Parameter).ToHashSet();
        return spec.Data.ToDictionary(parameter => parameter, parameter => KindOf(parameter, byPosition.Contains(parameter), byPair.Contains(parameter)));
    }

    private static bool IsByPair(TensorLoad load) => load.Indices[TensorLoad.Rank - 2] == Expr.Row && load.Indices[TensorLoad.Rank - 1] == Expr.K;

    private static SyntheticKind KindOf(ExprParameter parameter, bool isByPosition, bool isByPair) => parameter.ValueType switch
    {
        ExprType.Float => parameter.HasElements ? SyntheticKind.Slopes : SyntheticKind.One,
        ExprType.Bool when parameter.IsTensor => isByPair ? SyntheticKind.Past : SyntheticKind.Blocks,
        ExprType.Bool => isByPosition ? SyntheticKind.Padding : SyntheticKind.True,
        _ => isByPosition ? SyntheticKind.Runs : SyntheticKind.HalfTheKeys,
    };
}
