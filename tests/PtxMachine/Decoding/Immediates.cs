using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Decoding;

/// <summary>Numbers of the text as values of a type.</summary>
internal static class Immediates
{
    public static ulong Convert(InstructionDecoder decoder, ImmediateOperand number, PtxType type)
    {
        if (type.IsInteger || number.Kind == TokenKind.Integer)
            return Integer(decoder, number, type);
        return (type.Bits, number.Kind) switch
        {
            (32, TokenKind.Float32) => number.Bits,
            (32, _) => BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(number.Bits)),
            (64, TokenKind.Float64) => number.Bits,
            (64, _) => BitConverter.DoubleToUInt64Bits(BitConverter.UInt32BitsToSingle((uint)number.Bits)),
            _ => throw decoder.Error($"the number {number} has no form of type {type}; move its bits to a register."),
        };
    }

    private static ulong Integer(InstructionDecoder decoder, ImmediateOperand number, PtxType type)
    {
        // A float's bits may be moved to an untyped register, but integers do not turn into floats by themselves.
        if (number.Kind == TokenKind.Float32 && type is { Kind: TypeKind.Bits, Bits: 32 })
            return number.Bits;
        if (number.Kind == TokenKind.Float64 && type is { Kind: TypeKind.Bits, Bits: 64 })
            return number.Bits;
        if (number.Kind != TokenKind.Integer || type.IsFloat)
            throw decoder.Error($"the number {number} is not of type {type}; floats are written 0f3F800000 (float32) or 0d3FF0000000000000 (float64).");
        var value = (long)number.Bits;
        if (type.Bits >= 64)
            return number.Bits;
        if (value < -(1L << (type.Bits - 1)) || value >= 1L << type.Bits)
            throw decoder.Error($"the number {number} does not fit into {type}.");
        return number.Bits & ((1UL << type.Bits) - 1);
    }
}
