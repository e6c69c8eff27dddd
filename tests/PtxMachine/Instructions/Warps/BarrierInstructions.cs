using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Warps;

/// <summary><c>bar barrier membar fence</c>.</summary>
internal static class BarrierInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["bar"] = DecodeBarrier;
        table["barrier"] = DecodeBarrier;
        table["membar"] = DecodeFence;
        table["fence"] = DecodeFence;
    }

    private static Operation DecodeBarrier(InstructionDecoder decoder)
    {
        if (decoder.Take("warp"))
            return DecodeWarpBarrier(decoder);
        decoder.Take("cta");
        var isAligned = decoder.Take("aligned") || decoder.Instruction.Opcode == "bar";
        if (decoder.Take("red"))
            return DecodeVote(decoder, isAligned);
        var kind = decoder.TakeOneOf("sync", "arrive", "red");
        decoder.ExpectOperands(kind == "arrive" ? 2 : 1, 2);
        var id = decoder.Source(0, PtxType.U32);
        int? threads = decoder.OperandCount == 2 ? decoder.Source(1, PtxType.U32) : null;
        return new BarrierOperation(id, threads, kind == "sync", isAligned);
    }

    private static BarrierOperation DecodeVote(InstructionDecoder decoder, bool isAligned)
    {
        var isAny = decoder.TakeOneOf("or", "and") == "or";
        decoder.Expect("pred");
        decoder.ExpectOperands(3, 4);
        var id = decoder.Source(1, PtxType.U32);
        int? threads = decoder.OperandCount == 4 ? decoder.Source(2, PtxType.U32) : null;
        var vote = new BarrierVote(isAny, decoder.Target(0, PtxType.Predicate), decoder.SourcePredicate(decoder.OperandCount - 1));
        return new BarrierOperation(id, threads, waits: true, isAligned, vote);
    }

    private static WarpBarrier DecodeWarpBarrier(InstructionDecoder decoder)
    {
        decoder.Expect("sync");
        decoder.ExpectOperands(1);
        return new WarpBarrier(decoder.Source(0, PtxType.B32));
    }

    // One block's warps run in program order, so fences change nothing; what they forget to order, the race detector finds.
    private static Operation DecodeFence(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(0);
        if (decoder.Take("proxy"))
        {
            decoder.Expect("async");
            decoder.TryTakeOneOf("shared::cta", "shared::cluster", "global");
            return new ProxyFence();
        }

        if (decoder.Take("mbarrier_init"))
        {
            decoder.Expect("release");
            decoder.Expect("cluster");
            return new NoEffect();
        }

        foreach (var modifier in decoder.Instruction.Modifiers)
        {
            if (modifier is not ("cta" or "cluster" or "gl" or "gpu" or "sys" or "sc" or "acq_rel" or "acquire" or "release"))
                throw decoder.Error($"the fence '.{modifier}' is not known.");
            decoder.Take(modifier);
        }

        return new NoEffect();
    }
}
