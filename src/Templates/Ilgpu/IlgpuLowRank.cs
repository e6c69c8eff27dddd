using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// A low-rank bias: its factors are more dimensions of query and key, behind those of the heads, so that the dot product of step 2a adds the
/// bias by itself. The factors of the query are scaled such that, after whatever still scales the logits, they count once.
/// </summary>
internal static class IlgpuLowRank
{
    /// <summary>The constants, of a spec that has such a bias.</summary>
    public static void EmitConstants(SourceWriter writer, IlgpuNames n)
    {
        if (n.Spec.LowRankBias is not { } bias)
            return;
        writer.Line(FormattableString.Invariant($"private const int Rank = {bias.Rank}; // factors of the bias: more dimensions, behind PaddedHeadDim"));
        writer.Line(FormattableString.Invariant($"private const int ChunkFactors = {n.Layout.ChunkFactors}; // of them, staged at once"));
        writer.Line(FormattableString.Invariant($"private const int PaddedRank = {n.Layout.PaddedRank}; // whole chunks"));
    }

    /// <summary>Step 1: the factors of the query tile, behind its dimensions.</summary>
    public static void EmitQueries(SourceWriter writer, IlgpuNames n)
    {
        if (n.Spec.LowRankBias is not { } bias)
            return;
        var rows = n.Config.QueryTile / IlgpuLayout.LoadRows(n.Config);
        using (writer.Block())
        {
            for (var j = 0; j < rows; j++)
            {
                var row = $"firstRow + loadRow{IlgpuNames.Plus(j * IlgpuLayout.LoadRows(n.Config))}";
                if (n.IsDecode)
                    writer.Line($"int factorRow{j} = Math.Min({row}, rows - 1);");
                var (head, at) = n.IsDecode
                    ? ($"(firstHead + factorRow{j} / launch.QueryLength)", $"factorRow{j} % launch.QueryLength")
                    : ("head", $"Math.Min({row}, launch.QueryLength - 1)");
                writer.Line($"long factors{j} = ({Unit(bias, "launch.QueryHeads", head)} * launch.QueryLength + {at}) * Rank;");
            }
            var factor = LogitScale.OfQueries(n.Spec) / n.Spec.Scale;
            EmitStaging(writer, n, "data_queryFactors", rows, ("queryCells", "(PaddedHeadDim + d)", "QueryPitch"), "PaddedRank", "", factor == 1 ? "" : $" * {FloatText.Literal(factor)}");
        }
    }

    /// <summary>The end of step 2a's product: the factors of the tile's keys take their turn after the chunks of dimensions.</summary>
    public static void EmitProduct(SourceWriter writer, IlgpuNames n)
    {
        if (n.Spec.LowRankBias is not { } bias)
            return;
        writer.Line("// 2a The factors of the bias are more dimensions.");
        var rows = n.Config.KeyTile / IlgpuLayout.LoadRows(n.Config);
        using (writer.Block("for (int chunk = 0; chunk < PaddedRank; chunk += ChunkFactors)"))
        {
            writer.Line("Group.Barrier(); // what is staged has been used");
            for (var j = 0; j < rows; j++)
                writer.Line($"long factors{j} = ({Unit(bias, "(launch.QueryHeads / launch.GroupSize)", "kvHead")} * launch.KeyLength + Math.Min(firstKey + loadRow{IlgpuNames.Plus(j * IlgpuLayout.LoadRows(n.Config))}, launch.KeyLength - 1)) * Rank;");
            EmitStaging(writer, n, "data_keyFactors", rows, ("stagedCells", "d", "KeyPitch"), "ChunkFactors", "chunk + ", "");
            writer.Line("Group.Barrier();");
            IlgpuScores.EmitProduct(writer, n, "(PaddedHeadDim + chunk) * QueryPitch + ", "ChunkFactors");
        }
    }

    // Which rows of factors a head has, as a factor of the rows of one.
    private static string Unit(LowRankBias bias, string heads, string head) => (bias.PerSequence, bias.PerHead) switch
    {
        (true, true) => $"((long)batch * {heads} + {head})",
        (true, false) => "(long)batch",
        (false, true) => $"(long){head}",
        _ => "0L",
    };

    private static void EmitStaging(
        SourceWriter writer, IlgpuNames n, string view, int rows, (string Cells, string Dim, string Pitch) to, string dims, string chunk, string scale)
    {
        using (writer.Block($"for (int d = loadDim; d < {dims}; d += {IlgpuLayout.LoadDims})"))
        {
            writer.Line($"int factor = Math.Min({chunk}d, Rank - 1);");
            for (var j = 0; j < rows; j++)
            {
                var row = $"loadRow{IlgpuNames.Plus(j * IlgpuLayout.LoadRows(n.Config))}";
                writer.Line($"{to.Cells}[{to.Dim} * {to.Pitch} * 4 + {row}] = {chunk}d < Rank ? {view}[factors{j} + factor]{scale} : 0f;");
            }
        }
    }
}
