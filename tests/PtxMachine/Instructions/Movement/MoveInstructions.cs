using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Logic;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Movement;

/// <summary><c>mov cvta isspacep</c>; <c>mov</c> also splits a register into <c>{a, b}</c> and joins one from it.</summary>
internal static class MoveInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["mov"] = DecodeMove;
        table["cvta"] = DecodeAddressConversion;
    }

    private static Operation DecodeMove(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        var type = decoder.TakeType();
        if (type.Kind == TypeKind.Predicate)
        {
            var source = decoder.SourcePredicate(1);
            return new PredicateOperation(decoder.Target(0, type), source, source, (a, _) => a);
        }

        if (decoder.OperandAt(1) is SpecialOperand special && SpecialNames.IsClock(special.Name))
            return new ReadClock(decoder.Target(0, type), type.Bits > 32);
        if (decoder.OperandAt(0) is VectorOperand parts)
            return DecodeSplit(decoder, type, parts.Elements.Length);
        if (decoder.OperandAt(1) is VectorOperand joined)
            return DecodeJoin(decoder, type, joined.Elements.Length);
        var value = decoder.Source(1, type);
        return type.Bits > 32 ? new Copy64(decoder.Target(0, type), value) : new Copy32(decoder.Target(0, type), value);
    }

    private static SplitOperation DecodeSplit(InstructionDecoder decoder, PtxType type, int count)
    {
        var part = PartOf(decoder, type, count);
        var source = decoder.Source(1, type);
        return new SplitOperation(decoder.Targets(0, part, count), part.Bits, source, type.Bits > 32);
    }

    private static JoinOperation DecodeJoin(InstructionDecoder decoder, PtxType type, int count)
    {
        var part = PartOf(decoder, type, count);
        return new JoinOperation(decoder.Target(0, type), type.Bits > 32, decoder.Sources(1, part, count), part.Bits);
    }

    private static PtxType PartOf(InstructionDecoder decoder, PtxType type, int count) => (type.Bits / count) switch
    {
        16 when type.Kind == TypeKind.Bits => PtxType.B16,
        32 when type.Kind == TypeKind.Bits => PtxType.B32,
        _ => throw decoder.Error($"{type} does not split into {count} parts of 16 or 32 bits; use .b32 or .b64."),
    };

    // From a space's own addresses to generic ones, or with .to the other way round.
    private static Operation DecodeAddressConversion(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        var isToSpace = decoder.Take("to");
        var space = Spaces.Take(decoder);
        if (space == StateSpace.Generic)
            throw decoder.Error("'cvta' needs a state space, for example .shared.");
        var type = decoder.TakeType();
        if (type.Name != "u64")
            throw decoder.Unsupported(type);
        var (target, source) = (decoder.Target(0, type), decoder.Source(1, type));
        var window = StateAddress.WindowOf(space);
        var difference = decoder.Layout.Constant(isToSpace ? 0 - window : window, isWide: true);
        return new Arithmetic.IntegerBinary<ulong, Arithmetic.Add>(target, source, difference);
    }
}
