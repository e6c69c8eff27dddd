using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>What a consumer does with a key tile beside its products: waiting for it, the steps on its scores, and giving its stage back.</summary>
internal static class WgmmaTile
{
    /// <summary>Steps 2a, from the products on, to 2c, for the scores of the tile of a message.</summary>
    public static void EmitSteps(WgmmaNames n)
    {
        var ptx = n.Ptx;
        ptx.And(n["isFullBit"], n["message"], 2);
        ptx.Compare("ne", n.Predicate("isFull"), n["isFullBit"], 0);
        ptx.ShiftRight(n["firstKey"], n["message"], 2);
        ptx.Multiply(n["firstKey"], n["firstKey"], n.Config.KeyTile);
        ptx.Add(n["threadKey"], n["firstKey"], n["pair"]);
        CudaTensorRows.EmitTile(n);
        CudaScoreFunction.Emit(n);
        CudaMask.Emit(n);
        CudaSoftmax.EmitRows(n);
    }

    /// <summary>Waits for the keys of the next tile, and reads which it is.</summary>
    public static void EmitKeys(WgmmaNames n)
    {
        n.Ptx.Comment("The keys have come; which tile they are is said beside their barrier.");
        Keys(n).EmitWait(WgmmaLayout.KeyFull);
        Keys(n).EmitMessage(n["message"], WgmmaLayout.Tile);
    }

    /// <summary>Waits for the values of the tile.</summary>
    public static void EmitValues(WgmmaNames n)
    {
        n.Ptx.Comment("The values have come.");
        Values(n).EmitWait(n.Layout.ProductFull);
    }

    /// <summary>Where this warpgroup is with keys.</summary>
    public static WgmmaRing Keys(WgmmaNames n) => new(n, "key");

    /// <summary>Where this warpgroup is with values.</summary>
    public static WgmmaRing Values(WgmmaNames n) => new(n, "value");

    /// <summary>Whether the tile is the last one of its query tile. It is not kept: predicates are scarcer than instructions.</summary>
    public static void EmitIsLast(WgmmaNames n, PtxRegister isLast)
    {
        n.Ptx.And(n["isLastBit"], n["message"], 1);
        n.Ptx.Compare("ne", isLast, n["isLastBit"], 0);
    }

    /// <summary>The keys of the tile are done with.</summary>
    public static void EmitKeysDone(WgmmaNames n)
    {
        n.Ptx.Comment("The keys are done with; on to the next stage.");
        Keys(n).EmitDone(WgmmaLayout.KeyEmpty);
        Keys(n).EmitNext();
    }

    /// <summary>The values of the tile are done with.</summary>
    public static void EmitValuesDone(WgmmaNames n)
    {
        n.Ptx.Comment("The values are done with; on to the next stage.");
        Values(n).EmitDone(n.Layout.ProductEmpty);
        Values(n).EmitNext();
    }
}
