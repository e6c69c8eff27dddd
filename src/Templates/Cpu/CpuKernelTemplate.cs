using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// Writes a <c>cpu.simd</c> kernel: one class per key tile and vector width, with the steps 1, 2a to 2d and 3 that every family shares. Each step's text has a
/// file of its own beside this one.
/// </summary>
public static class CpuKernelTemplate
{
    /// <summary>The version of this emitter. Raise it when emitted code changes speed or results: what was measured before is then stale.</summary>
    public const int EmitterVersion = 7;

    /// <summary>Writes the class of a config, for any query tile.</summary>
    public static void Emit(SourceWriter writer, AttentionSpec spec, CpuConfig config)
    {
        var names = new CpuNames(spec, config);
        writer.Line($"""
            /// <summary>
            /// {CpuConfig.Family}/q*-k{config.KeyTile}-w{config.VectorBits}: query tiles against key tiles of {config.KeyTile} keys, {config.Lanes} floats to a vector.
            /// </summary>
            """);
        using (writer.Block($"private sealed unsafe class {config.ClassName}(string id, int queryTile) : CpuKernel(id, {EmitterVersion}, Sizes(queryTile))"))
        {
            EmitConstants(writer, names);
            writer.Line();
            EmitPrefill(writer, names);
            CpuSink.Emit(writer, names);
            CpuScores.Emit(writer, names);
            CpuScoreFunction.Emit(writer, names);
            CpuMask.Emit(writer, names);
            CpuSoftmax.Emit(writer, names);
            CpuAccumulate.Emit(writer, names);
            CpuStore.Emit(writer, names);
            CpuDecode.Emit(writer, names);
        }
    }

    private static void EmitConstants(SourceWriter writer, CpuNames n)
    {
        var layout = n.Layout;
        writer.Line($$"""
            private const int KeyTile = {{n.Config.KeyTile}};
            private const int Lanes = {{n.Lanes}};
            private const int HeadDim = {{n.Spec.HeadDim}};{{CpuLowRank.Constants(n)}}
            private const int ValueDim = {{n.Spec.ValueHeadDim}};
            private const int PaddedValueDim = {{layout.PaddedValueDim}}; // whole vectors
            private const int PanelKeys = {{layout.PanelKeys}}; // {{n.Micro.Vectors}} vectors of keys

            // Scratch per query row: query, scores, output, sum, and maximum, tile maximum, rescale factor and span.
            private const int FloatsPerRow = {{n.DotDim}} + KeyTile + PaddedValueDim + Lanes + {{CpuLayout.SinglesPerRow}};

            private static CpuTile Sizes(int queryTile) => new()
            {
                VectorBits = {{n.Config.VectorBits}},
                Query = queryTile,
                Key = KeyTile,
                PanelKeys = PanelKeys,
                ValuePanels = [{{string.Join(", ", layout.ValuePanels.Select(vectors => vectors * n.Lanes))}}],
                PaddedValueDim = PaddedValueDim,
                ScratchFloats = CpuTile.PaddedRows(queryTile) * FloatsPerRow,
                DecodeScratchFloats = {{CpuDecodeLayout.Of(n.Spec, n.Config).ScratchFloats}},
            };
            """);
    }

    private static void EmitPrefill(SourceWriter writer, CpuNames n)
    {
        var layout = n.Layout;
        var rows = n.Micro.Rows;
        const string capCall = "\n            Cap(scores, rows * KeyTile);";
        var capFull = n.Spec.Softcap > 0 ? capCall.Replace("\n", "\n    ") : "";
        var capPartial = n.Spec.Softcap > 0 ? capCall : "";
        var scoreFull = n.Spec.Score is null ? "" : "\n                ScoreTile(scores, work.Rows, KeyTile, work.Position, firstKey, in work.Scope);";
        var scorePartial = n.Spec.Score is null ? "" : "\n            ScoreTileWithin(spans, scores, work.Rows, work.Position, firstKey, in work.Scope);";
        var sink = n.Spec.SinkLogit is null ? "" : "\n    StartWithSink(maxima, sums, rows, in work.Scope);";
        writer.Line($$"""
            /// <inheritdoc/>
            {{CpuNames.FullyOptimized}}
            public override void Prefill(in PrefillTile work)
            {
                // 1 State per query row: running maximum, running sum, unnormalised output, and the query times
                // {{LogitScale.Describe(n.Spec)}}.
                int tileRows = CpuTile.PaddedRows(Tile.Query);
                float* queries = work.Scratch;
                float* scores = queries + tileRows * {{n.DotDim}};
                float* output = scores + tileRows * KeyTile;
                float* sums = output + tileRows * PaddedValueDim;
                float* maxima = sums + tileRows * Lanes;
                float* tileMaxima = maxima + tileRows;
                float* rescale = tileMaxima + tileRows;
                int* spans = (int*)(rescale + tileRows);
                int rows = (work.Rows + {{rows - 1}}) / {{rows}} * {{rows}}; // whole register tiles; rows past the end are zero and never stored
                Rows.Load(({{n.Element}}*)work.Query, work.QueryRowStride, work.Rows, rows, HeadDim, {{n.DotDim}}, {{FloatText.Literal(LogitScale.OfQueries(n.Spec))}}, queries);{{CpuLowRank.LoadTile(n)}}
                new Span<float>(output, rows * PaddedValueDim).Clear();
                new Span<float>(sums, rows * Lanes).Clear();
                new Span<float>(maxima, (rows + Lanes - 1) / Lanes * Lanes).Fill(float.NegativeInfinity);{{sink}}

                // 2 Walk the key tiles of the plan.
                for (int i = 0; i < work.RunCount; i++)
                {
                    TileRun run = work.Runs[i];
                    for (int tile = run.Start; tile < run.End; tile++)
                    {
                        int firstKey = tile * KeyTile;
                        float* keys = work.Keys + (long)firstKey * {{n.DotDim}};
                        float* values = work.Values + (long)firstKey * PaddedValueDim;
                        if (run.IsFull)
                        {
                            Scores(queries, keys, scores, rows);{{capFull}}{{scoreFull}}
                            Softmax(scores, maxima, tileMaxima, rescale, sums, rows);
                            Accumulate(scores, values, output, rescale, rows);
                            continue;
                        }
                        Spans(spans, work.Rows, work.Position, firstKey, in work.Scope);
                        ScoresWithin(spans, queries, keys, scores, rows);{{capPartial}}{{scorePartial}}
                        Mask(scores, rows, work.Position, firstKey, in work.Scope);
                        Softmax(scores, maxima, tileMaxima, rescale, sums, rows);
                        if (work.NonFinite[tile] != 0)
                            AccumulateAllowed(scores, values, output, rescale, work.Rows);
                        else
                            AccumulateWithin(spans, scores, values, output, rescale, rows);
                    }
                }

                // 3 Normalise and store.
                for (int r = 0; r < work.Rows; r++)
                    Store(in work, r, output + r * PaddedValueDim, {{n.Simd}}.Sum({{n.Vector}}.Load(sums + r * Lanes)), maxima[r]);
            }
            """);
    }
}
