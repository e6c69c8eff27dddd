using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// The decode body: the same steps for a few query rows against a share of the keys, read as they lie. With so few rows packing would
/// cost more than it saves, and the memory's bandwidth is the limit.
/// </summary>
internal static class CpuDecode
{
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        var layout = CpuDecodeLayout.Of(n.Spec, n.Config);
        EmitWalk(writer, n, layout);
        CpuDecodeScores.Emit(writer, n, layout);
        CpuDecodeAccumulate.Emit(writer, n, layout);
        CpuDecodeHalf.Emit(writer, n, layout);
    }

    private static void EmitWalk(SourceWriter writer, CpuNames n, CpuDecodeLayout layout)
    {
        writer.Line($$"""

            /// <inheritdoc/>
            {{CpuNames.FullyOptimized}}
            public override void Decode(in DecodeSplit work)
            {
                // 1 State per query row, the query times {{LogitScale.Describe(n.Spec)}}.
                // One row has a body of its own, more are padded to register tiles of {{CpuDecodeLayout.TileRows}}.
                float* scores = work.Scratch;
                float* tileMaxima = work.Scratch + {{layout.TileMaxima}};
                float* rescale = work.Scratch + {{layout.Rescale}};
                float* sums = work.Scratch + {{layout.Sums}};
                float* queries = work.Scratch + {{layout.Queries}};
                int rows = work.Rows == 1 ? 1 : (work.Rows + {{CpuDecodeLayout.TileRows - 1}}) / {{CpuDecodeLayout.TileRows}} * {{CpuDecodeLayout.TileRows}};
                LoadQueries(in work, queries, rows);
                new Span<float>(work.Output, rows * PaddedValueDim).Clear();
                new Span<float>(sums, rows * Lanes).Clear();
                new Span<float>(work.Maxima, (rows + Lanes - 1) / Lanes * Lanes).Fill(float.NegativeInfinity);{{CpuSink.DecodeStart(n)}}

                // 2 Walk this share's key tiles.
                for (int i = 0; i < work.RunCount; i++)
                {
                    TileRun run = work.Runs[i];
                    for (int tile = run.Start; tile < run.End; tile++)
                    {
                        int firstKey = tile * KeyTile;
                        int count = Math.Min(KeyTile, work.Scope.KeyLength - firstKey);
            """);
        using (writer.Indent())
        using (writer.Indent())
        using (writer.Indent())
        {
            EmitTilePointer(writer, n, "keys", "Keys", "HeadDim", layout.StagesKeys ? layout.Keys : null, layout.PaddedHeadDim);
            if (n.Spec.LowRankBias is not null)
                writer.Line(CpuLowRank.LoadKeys(layout));
            EmitTilePointer(writer, n, "values", "Values", "ValueDim", layout.StagesValues ? layout.Values : null, layout.PaddedValueDim);
            // As far ahead as lines are fetched, and a tile more.
            writer.Line($"Rows.PrefetchPages({Source(n, "Keys", " + 2 * KeyTile")}, work.KeyRowStride * sizeof({n.Element}), KeyTile);");
            writer.Line($"Rows.PrefetchPages({Source(n, "Values", " + KeyTile")}, work.ValueRowStride * sizeof({n.Element}), KeyTile);");
            writer.Line("DecodeScores(queries, keys, keyStride, values, valueStride, scores, rows, count);");
            if (n.Spec.Softcap > 0)
                writer.Line("Cap(scores, rows * KeyTile);");
            EmitScoresAndMask(writer, n);
            writer.Line($$"""
                Softmax(scores, work.Maxima, tileMaxima, rescale, sums, rows);
                if (run.IsFull)
                    DecodeAccumulate(scores, values, valueStride, keys + KeyTile * keyStride, keyStride, work.Output, rescale, rows);
                else
                    DecodeAccumulateAllowed(scores, values, valueStride, work.Output, rescale, work.Rows, count);
                """);
        }
        writer.Line($$"""
                    }
                }

                // 3 Leave the unnormalised part; the runtime merges the shares.{{Join(n, layout)}}
                for (int r = 0; r < work.Rows; r++)
                    work.Sums[r] = {{n.Simd}}.Sum({{n.Vector}}.Load(sums + r * Lanes));
            }

            // The rows of the group, head by head; whole register tiles, padded with zeros.
            {{CpuNames.FullyOptimized}}
            private static void LoadQueries(in DecodeSplit work, float* queries, int rows)
            {
                for (int r = 0; r < work.Rows; r++)
                {
                    var (head, row) = Math.DivRem(work.FirstRow + r, work.RowsPerHead);
                    {{n.Element}}* query = ({{n.Element}}*)work.Query + head * work.QueryHeadStride + row * work.QueryRowStride;
                    {{LoadQuery(n, layout)}}{{CpuLowRank.LoadRow(n, layout)}}
                }
                new Span<float>(queries + work.Rows * {{layout.PaddedHeadDim}}, (rows - work.Rows) * {{layout.PaddedHeadDim}}).Clear();
            }
            """);
    }

    private static string LoadQuery(CpuNames n, CpuDecodeLayout layout)
    {
        var row = $"queries + r * {layout.PaddedHeadDim}";
        var factor = FloatText.Literal(LogitScale.OfQueries(n.Spec) * CpuDecodeHalf.QueryFactor(n, layout));
        return !CpuDecodeRow.OfKeys(n, layout).IsPaired
            ? $"Rows.Load(query, 0, 1, 1, HeadDim, {layout.PaddedHeadDim}, {factor}, {row});"
            : $$"""
              for (int d = 0; d < HeadDim; d += 2 * Lanes) // in the order in which the keys are read
                      {
                          ({{n.Simd}}.Even(query + d) * {{factor}}).Store({{row}} + d);
                          ({{n.Simd}}.Odd(query + d) * {{factor}}).Store({{row}} + d + Lanes);
                      }
              """;
    }

    private static string Join(CpuNames n, CpuDecodeLayout layout) => !CpuDecodeRow.OfValues(n, layout).IsPaired ? ""
        : $"\n    for (int c = 0; c < work.Rows * PaddedValueDim; c += 2 * Lanes)\n        {n.Simd}.Join(work.Output + c);";

    private static void EmitScoresAndMask(SourceWriter writer, CpuNames n)
    {
        if (n.Spec.Score is { } score)
            EmitRows(writer, score, "ScoreTile", "1, count, ");
        using (writer.Block("if (!run.IsFull)"))
            EmitRows(writer, n.Spec.Mask, "MaskRow", "");
    }

    // The rows are those of several heads: what reads the head needs each row's own.
    private static void EmitRows(SourceWriter writer, Expr reads, string method, string counts)
    {
        var ofHead = reads.Reads(ExprVariable.Head);
        using (writer.Block("for (int r = 0; r < work.Rows; r++)"))
        {
            if (ofHead)
                writer.Line("MaskScope scope = work.Scope with { Head = work.Scope.Head + (work.FirstRow + r) / work.RowsPerHead };");
            writer.Line(
                $"{method}(scores + r * KeyTile, {counts}work.Position + (work.FirstRow + r) % work.RowsPerHead, firstKey, in {(ofHead ? "scope" : "work.Scope")});");
        }
    }

    private static string Source(CpuNames n, string field, string ahead = "")
        => $"({n.Element}*)work.{field} + {(ahead.Length > 0 ? $"(firstKey{ahead})" : "firstKey")} * work.{field.TrimEnd('s')}RowStride";

    // Rows that end within a vector are copied to the scratch and padded with zeros; others are read in place.
    private static void EmitTilePointer(SourceWriter writer, CpuNames n, string name, string field, string columns, int? staged, int padded)
    {
        var source = Source(n, field);
        var stride = $"{name.TrimEnd('s')}Stride";
        if (staged is null)
        {
            writer.Line($"{n.Element}* {name} = {source};");
            writer.Line($"long {stride} = work.{field.TrimEnd('s')}RowStride;");
            return;
        }
        writer.Line($"float* {name} = work.Scratch + {staged};");
        writer.Line($"const long {stride} = {padded};");
        writer.Line($"Rows.Load({source}, work.{field.TrimEnd('s')}RowStride, count, count, {columns}, {padded}, 1, {name});");
    }
}
