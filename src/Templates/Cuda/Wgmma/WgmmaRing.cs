using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>Where a role is in the ring of stages: the stage, and the parity of the phase that it waits for next.</summary>
/// <param name="n">The kernel.</param>
/// <param name="name">Whose place it is; the registers are called after it.</param>
internal sealed class WgmmaRing(WgmmaNames n, string name)
{
    private readonly PtxRegister _stage = n[name + "Stage"];
    private readonly PtxRegister _phase = n[name + "Phase"];

    /// <summary>Before the first stage. A new barrier counts as if a phase of parity 1 had ended: stages begin empty.</summary>
    public void EmitStart(int phase)
    {
        n.Ptx.Move(_stage, 0);
        n.Ptx.Move(_phase, phase);
    }

    /// <summary>The address of the stage's barriers and message. It is not kept: registers are scarcer than instructions.</summary>
    public PtxRegister EmitRecord()
    {
        var record = n.Ptx.Temporary(PtxType.B32);
        n.Ptx.MultiplyAdd(record, _stage, n.Layout.StageRecordBytes, n["sharedAt"]);
        return record;
    }

    /// <summary>The address of the stage's keys, then values.</summary>
    public PtxRegister EmitData()
    {
        var data = n.Ptx.Temporary(PtxType.B32);
        n.Ptx.MultiplyAdd(data, _stage, n.Layout.StageBytes, n["sharedAt"]);
        return data;
    }

    /// <summary>Waits at one of the stage's barriers.</summary>
    public void EmitWait(int barrier)
    {
        using (n.Ptx.Block())
            n.Ptx.Wait(EmitRecord(), n.Layout.StageRecords + barrier, _phase);
    }

    /// <summary>The same for whoever fills what it waits for elsewhere, as one that transposes: its first wait is for the phase before the first.</summary>
    public void EmitWaitBefore(int barrier)
    {
        using (n.Ptx.Block())
        {
            var before = n.Ptx.Temporary(PtxType.B32);
            n.Ptx.Xor(before, _phase, 1);
            n.Ptx.Wait(EmitRecord(), n.Layout.StageRecords + barrier, before);
        }
    }

    /// <summary>Reads one of the stage's messages.</summary>
    public void EmitMessage(PtxRegister message, int which)
    {
        using (n.Ptx.Block())
            n.Ptx.LoadShared(message, EmitRecord(), n.Layout.StageRecords + which);
    }

    /// <summary>Says that this warp is done with what one of the stage's barriers guards.</summary>
    public void EmitDone(int barrier)
    {
        using (n.Ptx.Block())
        {
            var record = EmitRecord();
            n.Ptx.When(n.Predicate("isFirstLane")).Arrive(record, n.Layout.StageRecords + barrier);
        }
    }

    /// <summary>On to the next stage; at the first one again, the phase is another.</summary>
    public void EmitNext()
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister isEnd = ptx.Register("isEnd", PtxType.Pred), flip = ptx.Register("flip", PtxType.B32);
            ptx.Add(_stage, _stage, 1);
            ptx.Compare("eq", isEnd, _stage, n.Config.Stages);
            ptx.Select(_stage, 0, _stage, isEnd);
            ptx.Select(flip, 1, 0, isEnd);
            ptx.Xor(_phase, _phase, flip);
        }
    }
}
