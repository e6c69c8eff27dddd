using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

/// <summary><c>cp.async</c> from global to shared memory, its groups and its waits.</summary>
internal static class CopyInstructions
{
    public static void Register(Dictionary<string, Decode> table) => table["cp"] = DecodeCopy;

    private static Operation DecodeCopy(InstructionDecoder decoder)
    {
        decoder.Expect("async");
        if (decoder.Take("bulk"))
            return Asynchronous.BulkCopyInstructions.Decode(decoder);
        if (decoder.Take("commit_group"))
            return WithoutOperands(decoder, new CommitCopies());
        if (decoder.Take("wait_all"))
            return WithoutOperands(decoder, new WaitForCopies(0, isAll: true));
        if (decoder.Take("wait_group"))
            return new WaitForCopies(GroupCount(decoder), isAll: false);
        return DecodeAsynchronous(decoder);
    }

    private static AsynchronousCopy DecodeAsynchronous(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(3, 4);
        MemoryInstructions.TakeHintsBut(decoder, "ca", "cg");
        var cache = decoder.TakeOneOf("ca", "cg");
        decoder.TakeOneOf("shared", "shared::cta");
        decoder.Expect("global");
        var bytes = decoder.Number(2);
        if (cache == "cg" ? bytes != 16 : bytes is not (4 or 8 or 16))
            throw decoder.Error($"cp.async.{cache} copies {(cache == "cg" ? "16" : "4, 8 or 16")} bytes, not {bytes}.");
        decoder.NoteSharedAccess(bytes);
        var (target, source) = (decoder.Address(0, StateSpace.Shared), decoder.Address(1, StateSpace.Global));
        var size = decoder.OperandCount == 4
            ? decoder.Source(3, PtxType.U32)
            : decoder.Layout.Constant((ulong)bytes, isWide: false);
        return new AsynchronousCopy(target, source, bytes, size);
    }

    private static int GroupCount(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        var count = decoder.Number(0);
        return count >= 0 ? count : throw decoder.Error($"the number of groups cannot be {count}.");
    }

    private static T WithoutOperands<T>(InstructionDecoder decoder, T operation)
    {
        decoder.ExpectOperands(0);
        return operation;
    }
}
