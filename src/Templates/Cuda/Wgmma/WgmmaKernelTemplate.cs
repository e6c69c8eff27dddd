using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// Writes a <c>cuda.wgmma</c> kernel. Its steps are those of <see cref="CudaKernelTemplate"/>; who does them differs: a warpgroup has tiles
/// copied into shared memory, the others compute. A block stays on its multiprocessor and works through many query tiles.
/// </summary>
public static class WgmmaKernelTemplate
{
    /// <summary>The version of this emitter. Raise it when emitted code changes speed or results: what was measured before is then stale.</summary>
    public const int EmitterVersion = 2;

    /// <summary>Writes the kernel.</summary>
    internal static void Emit(PtxWriter ptx, AttentionSpec spec, WgmmaConfig config)
    {
        ptx.SharedAlignment = WgmmaLayout.PatternBytes;
        var n = new WgmmaNames(ptx, spec, config);
        ptx.Entry(config.EntryName, Summary(n), WgmmaParameters.Prefill(spec), config.Threads, () => EmitBody(n));
    }

    private static string Summary(WgmmaNames n)
    {
        var (config, layout) = (n.Config, n.Layout);
        return $"""
            {config.Id}: a warpgroup that loads, {config.Consumers} that compute 64 rows each; {config.QueryTile} query rows x {config.KeyTile} keys per tile.
            Shared memory: {config.Stages} stages of {layout.StageBytes} bytes, keys then values{(layout.Transposes ? ", then values transposed" : "")}; then the queries, barriers and messages. {layout.SharedBytes} bytes in all.
            A block works through many query tiles: as many blocks as the device has multiprocessors will do.
            """.Replace("\r", "");
    }

    private static void EmitBody(WgmmaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel produce = ptx.Label("PRODUCER"), end = ptx.Label("END");
        ptx.Move(n["thread"], PtxOperand.Special("tid.x"));
        ptx.ShiftRight(n["warpgroup"], n["thread"], 7);
        ptx.SharedAddress(n["sharedAt"]);
        EmitBarriers(n);
        ptx.Compare("eq", n.Predicate("isProducer"), n["warpgroup"], 0);
        ptx.When(n.Predicate("isProducer")).Branch(produce);
        WgmmaConsumer.Emit(n);
        ptx.Place(produce);
        WgmmaProducer.Emit(n, end);
        ptx.Place(end);
        ptx.Return();
    }

    private static string Readers(WgmmaNames n) => n.Layout.Transposes
        ? $"all that read it, {n.Config.ConsumerWarps} warps that compute, {WgmmaConfig.TransposingWarps} that transpose,"
        : $"{n.Config.ConsumerWarps} warps";

    private static void EmitBarriers(WgmmaNames n)
    {
        var ptx = n.Ptx;
        var made = ptx.Label("BARRIERS_MADE");
        ptx.Step($"Barriers. Something has come when the producer said how many bytes and all of them are there; it is done with when {Readers(n)} said so.");
        ptx.Compare("ne", n.Predicate("isOver"), n["thread"], 0);
        ptx.When(n.Predicate("isOver")).Branch(made);
        ptx.InitialiseBarrier(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull, 1);
        ptx.InitialiseBarrier(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryEmpty, n.Layout.QueryReaders);
        for (var stage = 0; stage < n.Config.Stages; stage++)
        {
            var record = n.Layout.StageRecords + stage * n.Layout.StageRecordBytes;
            ptx.InitialiseBarrier(n["sharedAt"], record + WgmmaLayout.KeyFull, 1);
            ptx.InitialiseBarrier(n["sharedAt"], record + WgmmaLayout.KeyEmpty, n.Config.ConsumerWarps);
            ptx.InitialiseBarrier(n["sharedAt"], record + WgmmaLayout.ValueFull, 1);
            ptx.InitialiseBarrier(n["sharedAt"], record + WgmmaLayout.ValueEmpty, n.Layout.ValueReaders);
            if (!n.Layout.Transposes)
                continue;
            ptx.InitialiseBarrier(n["sharedAt"], record + n.Layout.ProductFull, WgmmaConfig.TransposingWarps);
            ptx.InitialiseBarrier(n["sharedAt"], record + n.Layout.ProductEmpty, n.Config.ConsumerWarps);
        }
        ptx.FenceBarriers();
        ptx.Place(made);
        ptx.Barrier();
    }
}
