using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Writes an <c>ilgpu.simt</c> kernel: one static class with a method that ILGPU compiles, and the steps 1, 2a to 2d and 3 that every family
/// shares. Each step's text has a file of its own beside this one. ILGPU unrolls nothing and puts indexed arrays into slow memory: what a
/// thread holds are scalar locals, and the template unrolls.
/// </summary>
public static class IlgpuKernelTemplate
{
    /// <summary>The version of this emitter. Raise it when emitted code changes speed or results: what was measured before is then stale.</summary>
    public const int EmitterVersion = 2;

    /// <summary>Writes the class of a kernel: a group of threads for each query tile, or in decoding for each share of the keys.</summary>
    internal static void Emit(SourceWriter writer, IlgpuNames n)
    {
        var config = n.Config;
        writer.Line($"""
            /// <summary>
            /// {config.Id}{(n.IsDecode ? ", decoding" : "")}: {config.Threads} threads as {config.ThreadRows} x {config.ThreadColumns}, each with {n.Rows} rows x {n.Keys} keys of the scores and {n.Rows} rows x {n.Columns} columns of the output.
            /// </summary>
            """);
        using (writer.Block($"private static class {ClassName(n)}"))
        {
            EmitConstants(writer, n);
            writer.Line();
            EmitKernel(writer, n);
            IlgpuSink.Emit(writer, n);
            IlgpuScoreFunction.Emit(writer, n);
            IlgpuMask.Emit(writer, n);
        }
    }

    /// <summary>The name of the class.</summary>
    internal static string ClassName(IlgpuNames n) => n.IsDecode ? IlgpuDecode.ClassName : n.Config.ClassName;

    private static void EmitConstants(SourceWriter writer, IlgpuNames n)
    {
        var (config, layout) = (n.Config, n.Layout);
        writer.Line($$"""
            public const int QueryTile = {{config.QueryTile}};
            public const int KeyTile = {{config.KeyTile}};
            public const int Threads = {{config.Threads}};
            private const int ThreadColumns = {{config.ThreadColumns}};
            private const int HeadDim = {{n.Spec.HeadDim}};
            private const int ValueDim = {{n.Spec.ValueHeadDim}};
            private const int PaddedHeadDim = {{layout.PaddedHeadDim}}; // whole chunks
            private const int ChunkDims = {{layout.ChunkDims}}; // dimensions of K that are staged at once
            private const int ChunkKeys = {{layout.ChunkKeys}}; // keys of V that are staged at once
            """);
        IlgpuLowRank.EmitConstants(writer, n);
        writer.Line($$"""

            // Shared memory, {{layout.SharedBytes}} bytes. Pitches in fours of floats: odd ones let neighbouring threads store transposed without bank conflicts.
            private const int QueryPitch = {{layout.QueryPitch}}; // from one dimension to the next
            private const int KeyPitch = {{layout.KeyPitch}}; // from one dimension to the next
            private const int ValuePitch = {{layout.PaddedValueDim / 4}}; // from one key to the next
            private const int WeightPitch = {{layout.WeightPitch}}; // from four keys to the next four, their rows and two more
            private const int MaximaPitch = {{layout.MaximaPitch}}; // from one thread column to the next
            """);
    }

    private static void EmitKernel(SourceWriter writer, IlgpuNames n)
    {
        var (name, constraint) = IlgpuLanes.Declare(n);
        writer.Line($"public static void {name}({Parameters(n)})");
        if (constraint.Length > 0)
        {
            using (writer.Indent())
                writer.Line(constraint);
        }
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            EmitShared(writer, n);
            writer.Line();
            if (n.IsDecode)
                IlgpuDecode.EmitPlace(writer, n);
            else
                EmitPlace(writer, n);
            writer.Line();
            EmitState(writer, n);
            writer.Line();
            writer.Line("// 2 Walk the key tiles of the plan.");
            using (writer.Block("for (; run < lastRun; run++)"))
            {
                EmitRun(writer, n);
                using (writer.Block("for (int tile = start; tile < end; tile++)"))
                    EmitTile(writer, n);
            }
            writer.Line();
            if (n.IsDecode)
                IlgpuDecode.EmitStore(writer, n);
            else
                IlgpuStore.Emit(writer, n);
        }
    }

    /// <summary>The parameters of the kernel.</summary>
    internal static string Parameters(IlgpuNames n)
    {
        var output = n.IsDecode ? "ArrayView<float> parts" : $"ArrayView<{n.OutputElement}> output{(n.Spec.WritesLse ? ", ArrayView<float> lse" : "")}";
        return $"ArrayView<{n.Element}> query, ArrayView<{n.Element}> key, ArrayView<{n.Element}> value, {output}, ArrayView<int> plan, {IlgpuNames.Launch} launch{IlgpuNames.DataParameters(n.Spec)}";
    }

    private static void EmitShared(SourceWriter writer, IlgpuNames n)
    {
        var (config, layout) = (n.Config, n.Layout);
        writer.Line($$"""
            var queries = SharedMemory.Allocate<Float4>({{layout.Queries}}); // the query tile, [dimension][row]
            var staged = SharedMemory.Allocate<Float4>({{layout.Staged}}); // in turn keys, [dimension][key], and values, [key][column]
            var weights = SharedMemory.Allocate<Float4>({{layout.Weights}}); // [key][row]
            var maxima = SharedMemory.Allocate<Float4>({{layout.Maxima}}); // [thread column][row]
            var queryCells = queries.Cast<float>();
            var stagedCells = staged.Cast<float>();

            // This thread computes {{n.Rows}} rows x {{n.Keys}} keys and {{n.Rows}} rows x {{n.Columns}} columns, in fours that lie side by side.
            // Rows and columns alternate in neighbouring threads: so half a warp that loads fours of rows, or of columns, asks for 128 bytes at most.
            int thread = Group.IdxX;
            int threadRow = thread / {{2 * config.ThreadColumns}} * 2 + thread / 2 % 2, threadColumn = thread / 4 % {{config.ThreadColumns / 2}} * 2 + thread % 2;
            """);
        EmitLoads(writer, n.Narrow);
        if (layout.Wide is not { } wide)
            return;
        EmitLoads(writer, wide);
        writer.Line("bool isAligned = launch.IsAligned != 0;");
    }

    private static void EmitLoads(SourceWriter writer, IlgpuLoads loads)
    {
        var (neighbours, each) = (loads.Dims / loads.Elements, loads.Elements == 1 ? "" : $" * {loads.Elements}");
        writer.Line($"// {loads.Dims} dimensions of {loads.Rows} rows are loaded at once, {(loads.Elements == 1 ? "one element" : $"{IlgpuLoads.WideBytes} bytes")} of each thread.");
        writer.Line($"int {loads.Prefix}Dim = thread % {neighbours}{each}, {loads.Prefix}Row = thread / {neighbours};");
    }

    private static void EmitPlace(SourceWriter writer, IlgpuNames n) => writer.Line("""
        // This group's query tile; those of a head lie side by side, the dearest first.
        int pair = Grid.IdxX / launch.QueryTiles;
        int batch = pair / launch.QueryHeads, head = pair % launch.QueryHeads, kvHead = head / launch.GroupSize;
        int first = plan[launch.Plans == 1 ? 0 : pair];
        int queryTile = plan[first + launch.QueryTiles + 1 + Grid.IdxX % launch.QueryTiles];
        int run = plan[first + queryTile], lastRun = plan[first + queryTile + 1];
        int firstRow = queryTile * QueryTile;
        int position = launch.QueryOffset + firstRow + threadRow * 4;
        """);

    private static void EmitState(SourceWriter writer, IlgpuNames n)
    {
        writer.Line("// 1 State per query row: running maximum, this thread's share of the running sum, and unnormalised output; and the query tile times");
        writer.Line($"// {LogitScale.Describe(n.Spec)}.");
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"float m{r} = float.NegativeInfinity, l{r} = 0f;");
        for (var r = 0; r < n.Rows; r++)
        {
            for (var c = 0; c < n.Columns; c += 8)
                writer.Line($"float {Names($"o{r}_", c, Math.Min(c + 8, n.Columns))};");
        }
        IlgpuSink.EmitStart(writer, n);
        IlgpuStaging.EmitQueries(writer, n);
        IlgpuLowRank.EmitQueries(writer, n);
        writer.Line("""
            long keyBase = batch * launch.KeyBatchStride + kvHead * launch.KeyHeadStride;
            long valueBase = batch * launch.ValueBatchStride + kvHead * launch.ValueHeadStride;
            """);
    }

    private static void EmitRun(SourceWriter writer, IlgpuNames n)
    {
        writer.Line("int start = plan[2 * run], count = plan[2 * run + 1] >> 1, end = start + count;");
        writer.Line("bool isFull = (plan[2 * run + 1] & 1) != 0;");
        if (n.IsDecode)
            IlgpuDecode.EmitShare(writer);
    }

    private static void EmitTile(SourceWriter writer, IlgpuNames n)
    {
        writer.Line("int firstKey = tile * KeyTile;");
        IlgpuScores.Emit(writer, n);
        IlgpuScoreFunction.EmitCalls(writer, n);
        IlgpuMask.EmitUse(writer, n);
        IlgpuSoftmax.Emit(writer, n);
        IlgpuAccumulate.Emit(writer, n);
    }

    private static string Names(string prefix, int from, int to)
        => string.Join(", ", Enumerable.Range(from, to - from).Select(c => $"{prefix}{c} = 0f"));
}
