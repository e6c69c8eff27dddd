using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary><c>cp.async.bulk</c>, plain and with tensor maps, in both directions, and the groups of the stores.</summary>
internal static class BulkCopyInstructions
{
    public static Operation Decode(InstructionDecoder decoder)
    {
        if (decoder.Take("commit_group"))
            return new CommitBulkStores();
        if (decoder.Take("wait_group"))
            return DecodeWait(decoder);
        decoder.NoteSharedAccess(16);
        var isTensor = decoder.Take("tensor");
        var rank = isTensor ? decoder.TakeOneOf("1d", "2d", "3d", "4d", "5d")[0] - '0' : 0;
        decoder.Take("tile");
        var hasHint = decoder.Take("L2::cache_hint");
        var isStore = decoder.Take("bulk_group");
        if (!isStore)
            decoder.Expect("mbarrier::complete_tx::bytes");
        decoder.Expect("global");
        if (decoder.TryTakeOneOf("shared::cta", "shared::cluster") is not { } shared || (isStore && shared != "shared::cta"))
            throw decoder.Error($"'{decoder.Instruction.FullName}' names no shared space that it can use.");
        return (isTensor, isStore) switch
        {
            (true, true) => DecodeTensorStore(decoder, rank, hasHint),
            (true, false) => DecodeTensorLoad(decoder, rank, hasHint),
            (false, true) => DecodeStore(decoder, hasHint),
            _ => DecodeLoad(decoder, hasHint),
        };
    }

    private static WaitForBulkStores DecodeWait(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        decoder.Take("read");
        return new WaitForBulkStores(decoder.Number(0));
    }

    private static TensorLoad DecodeTensorLoad(InstructionDecoder decoder, int rank, bool hasHint)
    {
        Operands(decoder, 3, hasHint);
        var target = decoder.Address(0, StateSpace.Shared);
        var (map, coordinates) = Tensor(decoder, 1, rank);
        return new TensorLoad(target, map, coordinates, decoder.Address(2, StateSpace.Shared));
    }

    private static TensorStore DecodeTensorStore(InstructionDecoder decoder, int rank, bool hasHint)
    {
        Operands(decoder, 2, hasHint);
        var (map, coordinates) = Tensor(decoder, 0, rank);
        return new TensorStore(map, coordinates, decoder.Address(1, StateSpace.Shared));
    }

    private static BulkLoad DecodeLoad(InstructionDecoder decoder, bool hasHint)
    {
        Operands(decoder, 4, hasHint);
        return new BulkLoad(
            decoder.Address(0, StateSpace.Shared), decoder.Address(1, StateSpace.Global), decoder.Source(2, PtxType.U32),
            decoder.Address(3, StateSpace.Shared));
    }

    private static BulkStore DecodeStore(InstructionDecoder decoder, bool hasHint)
    {
        Operands(decoder, 3, hasHint);
        return new BulkStore(decoder.Address(0, StateSpace.Global), decoder.Address(1, StateSpace.Shared), decoder.Source(2, PtxType.U32));
    }

    private static void Operands(InstructionDecoder decoder, int count, bool hasHint)
    {
        decoder.ExpectOperands(count + (hasHint ? 1 : 0));
        if (hasHint)
            decoder.Source(count, PtxType.B64);
    }

    // "[map, {x, y}]": the address of the map is generic.
    private static (AddressSource Map, int[] Coordinates) Tensor(InstructionDecoder decoder, int operand, int rank)
    {
        if (decoder.OperandAt(operand) is not AddressOperand { Coordinates: { } coordinates } address || coordinates.Elements.Length != rank)
            throw decoder.Error($"{decoder.OperandAt(operand)} must be [map, {{{rank} coordinates}}].");
        var map = decoder.Address(address with { Coordinates = null }, StateSpace.Generic);
        return (map, [.. coordinates.Elements.Select(element => decoder.Source(element, PtxType.Find("s32")!))]);
    }
}
