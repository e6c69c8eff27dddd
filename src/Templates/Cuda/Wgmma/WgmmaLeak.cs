using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// Keeps values of masked keys out, as <see cref="CudaLeak"/> does. A block looks at the outputs of each query tile, and when all are stored and
/// one was not finite, it works through its query tiles once more, Partial tiles key by key and nothing ahead.
/// </summary>
internal static class WgmmaLeak
{
    // Barriers of the block: 0 for all threads, these, and then those of the turns.
    private const int EndBarrier = 1;
    private const int ScratchBarrier = 2;

    /// <summary>Before the first pass of a consumer.</summary>
    public static void EmitStart(WgmmaNames n)
    {
        n.Ptx.Set(n.Predicate("isGuarded"), false);
        n.Ptx.Set(n.Predicate("isOdd"), false);
    }

    /// <summary>Before a query tile is stored: remembers when an output is not finite.</summary>
    public static void EmitLook(WgmmaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("An output that is not finite may come from a masked key: then the block will do its work once more.");
        using (ptx.Block())
        {
            var isOdd = ptx.Register("isNotFinite", PtxType.Pred);
            CudaLeak.EmitLook(n, isOdd);
            ptx.Or(n.Predicate("isOdd"), n.Predicate("isOdd"), isOdd);
        }
    }

    /// <summary>The end of a consumer's pass.</summary>
    public static void EmitConsumerEnd(WgmmaNames n, PtxLabel pass)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister isAgain = ptx.Register("isAgain", PtxType.Pred), isFirst = ptx.Register("isFirst", PtxType.Pred);
            ptx.Not(isFirst, n.Predicate("isGuarded"));
            ptx.And(isAgain, n.Predicate("isOdd"), isFirst);
            EmitVote(n, isAgain);
            ptx.Set(n.Predicate("isGuarded"), true);
            ptx.When(isAgain).Branch(pass);
        }
    }

    /// <summary>The end of the producer's pass.</summary>
    public static void EmitProducerEnd(WgmmaNames n, PtxLabel pass)
    {
        var ptx = n.Ptx;
        ptx.Step("All of the work is done, unless an output was not finite: then once more.");
        using (ptx.Block())
        {
            var isAgain = ptx.Register("isAgain", PtxType.Pred);
            ptx.WarpBarrier();
            ptx.Set(isAgain, false);
            EmitVote(n, isAgain);
            ptx.When(isAgain).Branch(pass);
        }
    }

    /// <summary>The end of a transposer's pass.</summary>
    public static void EmitTransposerEnd(WgmmaNames n, PtxLabel pass)
    {
        using (n.Ptx.Block())
        {
            var isAgain = n.Ptx.Register("isAgain", PtxType.Pred);
            n.Ptx.Set(isAgain, false);
            EmitVote(n, isAgain);
            n.Ptx.When(isAgain).Branch(pass);
        }
    }

    /// <summary>Of a tile by itself, in the second pass: all that is left of it. In the first pass nothing happens here.</summary>
    public static void EmitTile(WgmmaNames n, PtxLabel next, PtxLabel store)
    {
        var ptx = n.Ptx;
        PtxLabel unguarded = ptx.Label("UNGUARDED"), done = ptx.Label("ACCUMULATED"), products = ptx.Label("PRODUCTS");
        ptx.Unless(n.Predicate("isGuarded")).Branch(unguarded);
        ptx.Step("2d In the second pass: Full tiles by products, Partial ones key by key.");
        CudaAccumulate.EmitRescale(n);
        WgmmaTile.EmitValues(n);
        ptx.When(n.Predicate("isFull")).Branch(products);
        ptx.Comment("A key of weight 0 may be masked, and 0 x NaN would leak it. Weights go in the place of the keys, once all are through with those.");
        ptx.Barrier(ScratchBarrier, n.Config.ConsumerThreads);
        using (ptx.Block())
        {
            if (n.Layout.Transposes)
                WgmmaTransposedLeak.Emit(n, WgmmaTile.Values(n).EmitData());
            else
                CudaLeak.EmitKeyByKey(n, n.Panels, n.Config.ConsumerWarps, WgmmaTile.Values(n).EmitData());
        }
        ptx.Comment("The copy engine will write there again, once all lanes are through.");
        ptx.FenceProxy();
        ptx.WarpBarrier();
        ptx.Branch(done);
        ptx.Place(products);
        WgmmaProducts.EmitOutputs(n);
        ptx.WaitForProducts(0);
        ptx.Place(done);
        WgmmaTile.EmitKeysDone(n);
        WgmmaTile.EmitValuesDone(n);
        WgmmaTile.EmitIsLast(n, n.Predicate("isOver"));
        ptx.Unless(n.Predicate("isOver")).Branch(next);
        ptx.Branch(store);
        ptx.Place(unguarded);
    }

    // Of the producer's warps only those take part that do something: the one whose thread loads, and those that transpose.
    private static void EmitVote(WgmmaNames n, PtxRegister isAgain)
        => n.Ptx.BarrierAny(
            isAgain, isAgain, EndBarrier,
            n.Config.ConsumerThreads + CudaConfig.WarpThreads * (1 + (n.Layout.Transposes ? WgmmaConfig.TransposingWarps : 0)));
}
