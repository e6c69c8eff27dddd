using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary><c>add sub min max div rem neg abs</c>.</summary>
internal static class ArithmeticInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["add"] = decoder => Either<Add, Add>(decoder);
        table["sub"] = decoder => Either<Subtract, Subtract>(decoder);
        table["min"] = decoder => Extremum<Minimum, MinimumOrNaN>(decoder);
        table["max"] = decoder => Extremum<Maximum, MaximumOrNaN>(decoder);
        table["div"] = Divide;
        table["rem"] = decoder => IntegerOperations.Binary<Remainder>(decoder, decoder.TakeType());
        table["neg"] = decoder => Sign<Negate>(decoder, value => -value);
        table["abs"] = decoder => Sign<Absolute>(decoder, Math.Abs);
    }

    private static Operation Either<TInteger, TFloat>(InstructionDecoder decoder)
        where TInteger : IIntegerBinary
        where TFloat : IFloatBinary
    {
        var type = decoder.TakeType();
        if (!type.IsFloat)
            return IntegerOperations.Binary<TInteger>(decoder, type);
        // Rounding to the nearest is the default; the other modes are not known here.
        decoder.Take("rn");
        return Contraction.Sum(decoder, type, FloatOperations.Binary<TFloat>(decoder, type));
    }

    private static Operation Extremum<TFunction, TWithNaN>(InstructionDecoder decoder)
        where TFunction : IIntegerBinary, IFloatBinary
        where TWithNaN : IFloatBinary
    {
        var type = decoder.TakeType();
        if (!type.IsFloat)
            return IntegerOperations.Binary<TFunction>(decoder, type);
        return decoder.Take("NaN") ? FloatOperations.Binary<TWithNaN>(decoder, type) : FloatOperations.Binary<TFunction>(decoder, type);
    }

    private static Operation Divide(InstructionDecoder decoder)
    {
        var type = decoder.TakeType();
        if (!type.IsFloat)
            return IntegerOperations.Binary<Divide>(decoder, type);
        decoder.TakeOneOf("rn", "full", "approx");
        return FloatOperations.Binary<Divide>(decoder, type);
    }

    private static Operation Sign<TFloat>(InstructionDecoder decoder, Func<long, long> integer)
        where TFloat : IFloatUnary
    {
        var type = decoder.TakeType();
        if (type.IsFloat)
            return FloatOperations.Unary<TFloat>(decoder, type);
        if (type.Kind != TypeKind.Signed)
            throw decoder.Unsupported(type);
        decoder.ExpectOperands(2);
        return new BitFunction(
            BitFunctions.Target(decoder, 0, type), [BitFunctions.Source(decoder, 1, type)],
            (a, _, _) => a == 1UL << 63 ? a : BitFunctions.Low((ulong)integer(BitFunctions.Signed(a, type.Bits)), type.Bits));
    }
}
