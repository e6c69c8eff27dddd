using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary><c>mbarrier.init .inval .arrive .expect_tx .test_wait .try_wait</c>.</summary>
internal static class MemoryBarrierInstructions
{
    public static void Register(Dictionary<string, Decode> table) => table["mbarrier"] = DecodeBarrier;

    private static Operation DecodeBarrier(InstructionDecoder decoder)
    {
        var kind = decoder.TakeOneOf("init", "inval", "arrive", "expect_tx", "test_wait", "try_wait");
        decoder.Expect("b64");
        foreach (var hint in (ReadOnlySpan<string>)["release", "acquire", "relaxed", "cta", "shared", "shared::cta"])
            decoder.Take(hint);
        decoder.NoteSharedAccess(8);
        return kind switch
        {
            "init" => DecodeInitialise(decoder),
            "inval" => DecodeInvalidate(decoder),
            "arrive" => DecodeArrive(decoder),
            "expect_tx" => DecodeExpect(decoder),
            _ => DecodeWait(decoder),
        };
    }

    private static InitialiseBarrier DecodeInitialise(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        return new InitialiseBarrier(decoder.Address(0, StateSpace.Shared), decoder.Source(1, PtxType.U32));
    }

    private static InvalidateBarrier DecodeInvalidate(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        return new InvalidateBarrier(decoder.Address(0, StateSpace.Shared));
    }

    private static ArriveAtBarrier DecodeArrive(InstructionDecoder decoder)
    {
        var expects = decoder.Take("expect_tx");
        decoder.ExpectOperands(expects ? 3 : 2, 3);
        var state = decoder.Target(0, PtxType.B64);
        var address = decoder.Address(1, StateSpace.Shared);
        var number = decoder.OperandCount == 3 ? decoder.Source(2, PtxType.U32) : decoder.Layout.Constant(1, isWide: false);
        var one = decoder.Layout.Constant(1, isWide: false);
        return expects ? new ArriveAtBarrier(state, address, one, number) : new ArriveAtBarrier(state, address, number, null);
    }

    private static ExpectBytes DecodeExpect(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        return new ExpectBytes(decoder.Address(0, StateSpace.Shared), decoder.Source(1, PtxType.U32));
    }

    private static WaitForBarrier DecodeWait(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(3, 4);
        var isParity = decoder.Take("parity");
        var result = decoder.Target(0, PtxType.Predicate);
        var address = decoder.Address(1, StateSpace.Shared);
        var phase = decoder.Source(2, isParity ? PtxType.U32 : PtxType.B64);
        // The fourth operand says how long to sleep at most.
        if (decoder.OperandCount == 4)
            decoder.Source(3, PtxType.U32);
        return new WaitForBarrier(result, address, phase, isParity);
    }
}
