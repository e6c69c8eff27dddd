using System.Numerics;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary><c>setp set selp slct</c>.</summary>
internal static class CompareInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["setp"] = DecodeSetPredicate;
        table["set"] = DecodeSet;
        table["selp"] = DecodeSelect;
        table["slct"] = DecodeSelectBySign;
    }

    private static Operation DecodeSetPredicate(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(3, 4);
        var comparison = Comparison.Take(decoder);
        var combine = decoder.TryTakeOneOf("and", "or", "xor");
        if ((combine is null) != (decoder.OperandCount == 3))
            throw decoder.Error("a fourth operand needs .and, .or or .xor, and those need a fourth operand.");
        var type = decoder.TakeType();
        decoder.Take("ftz");
        var (first, second) = decoder.Pair(0);
        var target = decoder.Target(first, PtxType.Predicate);
        var opposite = second is null ? decoder.Layout.Discarded : decoder.Target(second, PtxType.Predicate);
        var operands = (decoder.Source(1, type), decoder.Source(2, type));
        var extra = combine is null ? default : decoder.SourcePredicate(3);
        return comparison.Create(decoder, type, new CompareTargets(target, opposite, combine, extra), operands);
    }

    /// <summary>All ones (or 1.0) where the comparison holds.</summary>
    private static SetOperation DecodeSet(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(3);
        var comparison = Comparison.Take(decoder);
        decoder.Take("ftz");
        var (result, type) = (decoder.TakeType(), decoder.TakeType());
        if (result.Bits != 32)
            throw decoder.Unsupported(result);
        var target = decoder.Target(0, result);
        var operands = (decoder.Source(1, type), decoder.Source(2, type));
        return new SetOperation(
            comparison.Create(decoder, type, new CompareTargets(decoder.Layout.Discarded, decoder.Layout.Discarded, null, default), operands),
            target, result.IsFloat ? 0x3F800000 : uint.MaxValue);
    }

    private static Operation DecodeSelect(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(4);
        var type = decoder.TakeType();
        var (target, whenTrue, whenFalse) = (decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, type));
        return new SelectOperation(target, whenTrue, whenFalse, decoder.SourcePredicate(3), type.Bits > 32);
    }

    private static BitFunction DecodeSelectBySign(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(4);
        var (type, condition) = (decoder.TakeType(), decoder.TakeType());
        decoder.Take("ftz");
        Func<ulong, bool> isChosen = condition.Name switch
        {
            "s32" => bits => (int)bits >= 0,
            "f32" => bits => BitConverter.UInt32BitsToSingle((uint)bits) >= 0,
            _ => throw decoder.Unsupported(condition),
        };
        return new BitFunction(
            BitFunctions.Target(decoder, 0, type),
            [BitFunctions.Source(decoder, 1, type), BitFunctions.Source(decoder, 2, type), BitFunctions.Source(decoder, 3, condition)],
            (a, b, c) => isChosen(c) ? a : b);
    }
}
