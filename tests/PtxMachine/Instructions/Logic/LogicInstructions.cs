using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary><c>and or xor not cnot shl shr</c>, on integers and predicates.</summary>
internal static class LogicInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["and"] = decoder => Binary<And>(decoder, (a, b) => a & b);
        table["or"] = decoder => Binary<Or>(decoder, (a, b) => a | b);
        table["xor"] = decoder => Binary<ExclusiveOr>(decoder, (a, b) => a ^ b);
        table["not"] = DecodeNot;
        table["cnot"] = decoder => BitInstructions.Unary(decoder, decoder.TakeType(), a => a == 0 ? 1UL : 0UL);
        table["shl"] = decoder => Shift<ShiftLeft>(decoder);
        table["shr"] = decoder => Shift<ShiftRight>(decoder);
    }

    private static Operation Binary<TFunction>(InstructionDecoder decoder, Func<uint, uint, uint> predicates)
        where TFunction : IIntegerBinary
    {
        var type = decoder.TakeType();
        if (type.Kind != TypeKind.Predicate)
            return IntegerOperations.Binary<TFunction>(decoder, CheckedBits(decoder, type));
        decoder.ExpectOperands(3);
        return new PredicateOperation(
            decoder.Target(0, type), decoder.SourcePredicate(1), decoder.SourcePredicate(2), predicates);
    }

    private static Operation DecodeNot(InstructionDecoder decoder)
    {
        var type = decoder.TakeType();
        if (type.Kind != TypeKind.Predicate)
            return BitInstructions.Unary(decoder, CheckedBits(decoder, type), a => ~a);
        decoder.ExpectOperands(2);
        var source = decoder.SourcePredicate(1);
        return new PredicateOperation(decoder.Target(0, type), source, source, (a, _) => ~a);
    }

    // The amount has 32 bits whatever the type is; more than the width shifts everything out.
    private static Operation Shift<TFunction>(InstructionDecoder decoder)
        where TFunction : IIntegerBinary
    {
        decoder.ExpectOperands(3);
        var type = decoder.TakeType();
        var (target, value, amount) = (decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, PtxType.U32));
        return (type.Bits, type.Kind == TypeKind.Signed) switch
        {
            (16, false) => new ShiftOperation<ushort, TFunction>(target, value, amount),
            (16, true) => new ShiftOperation<short, TFunction>(target, value, amount),
            (32, false) => new ShiftOperation<uint, TFunction>(target, value, amount),
            (32, true) => new ShiftOperation<int, TFunction>(target, value, amount),
            (64, false) => new ShiftOperation<ulong, TFunction>(target, value, amount),
            (64, true) => new ShiftOperation<long, TFunction>(target, value, amount),
            _ => throw decoder.Unsupported(type),
        };
    }

    private static PtxType CheckedBits(InstructionDecoder decoder, PtxType type) =>
        type.Kind == TypeKind.Bits ? type : throw decoder.Error($"'{decoder.Instruction.Opcode}' works on .b16, .b32, .b64 and .pred, not on {type}.");
}
