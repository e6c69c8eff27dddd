using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Movement;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

/// <summary><c>ld st prefetch</c> in every state space, one to four elements per lane. Cache hints change nothing here.</summary>
internal static class MemoryInstructions
{
    private static readonly string[] Hints =
    [
        "weak", "relaxed", "acquire", "release", "volatile", "cta", "cluster", "gpu", "sys", "ca", "cg", "cs", "cv", "lu", "wb", "wt", "nc",
        "L1::evict_normal", "L1::evict_unchanged", "L1::evict_first", "L1::evict_last", "L1::no_allocate",
        "L2::64B", "L2::128B", "L2::256B",
    ];

    public static void Register(Dictionary<string, Decode> table)
    {
        table["ld"] = DecodeLoad;
        table["ldu"] = DecodeLoad;
        table["st"] = DecodeStore;
        table["prefetch"] = DecodePrefetch;
        table["prefetchu"] = DecodePrefetch;
    }

    public static void TakeHints(InstructionDecoder decoder) => TakeHintsBut(decoder);

    public static void TakeHintsBut(InstructionDecoder decoder, params string[] others)
    {
        foreach (var hint in Hints.Except(others))
            decoder.Take(hint);
    }

    private static Load DecodeLoad(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        var (space, type, count) = TakeShape(decoder);
        var address = decoder.Address(1, space);
        return new Load(space, address, decoder.Targets(0, type, count, mayBeWider: true), type, RegisterBits(decoder, 0, type, count));
    }

    private static Store DecodeStore(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        var (space, type, count) = TakeShape(decoder);
        var address = decoder.Address(0, space);
        return new Store(space, address, decoder.Sources(1, type, count, mayBeWider: true), type, RegisterBits(decoder, 1, type, count) > 32);
    }

    private static (StateSpace Space, PtxType Type, int Count) TakeShape(InstructionDecoder decoder)
    {
        TakeHints(decoder);
        var space = Spaces.Take(decoder);
        var count = decoder.TryTakeOneOf("v2", "v4", "v8") is { } vector ? vector[1] - '0' : 1;
        var type = decoder.TakeType();
        if (type.Bits is not (8 or 16 or 32 or 64) || type.Name is "tf32" or "f16x2" or "bf16x2")
            throw decoder.Unsupported(type);
        if (type.Bytes * count > 16)
            throw decoder.Error($"one access has 16 bytes at most, not {type.Bytes * count}.");
        if (space is StateSpace.Shared or StateSpace.Generic)
            decoder.NoteSharedAccess(type.Bytes * count);
        return (space, type, count);
    }

    private static NoEffect DecodePrefetch(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        TakeHints(decoder);
        decoder.TryTakeOneOf("L1", "L2", "tensormap");
        decoder.Address(0, Spaces.Take(decoder));
        return new NoEffect();
    }

    // Registers may be wider than the elements, but all of one access have one width.
    private static int RegisterBits(InstructionDecoder decoder, int operand, PtxType type, int count)
    {
        var widths = decoder.Elements(operand, count).OfType<RegisterOperand>().Select(element => element.Register.Type.Bits).Distinct().ToList();
        return widths.Count switch
        {
            0 => type.Bits,
            1 => widths[0],
            _ => throw decoder.Error($"the registers of {decoder.OperandAt(operand)} have different widths."),
        };
    }
}
