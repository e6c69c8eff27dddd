using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary><c>mul mad fma</c>: integers as <c>.lo</c>, <c>.hi</c> or <c>.wide</c>.</summary>
internal static class MultiplyInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["mul"] = DecodeMultiply;
        table["mad"] = DecodeMultiplyAdd;
        table["fma"] = DecodeFused;
    }

    private static Operation DecodeMultiply(InstructionDecoder decoder)
    {
        var type = decoder.TakeType();
        if (type.IsFloat)
        {
            decoder.Take("rn");
            return Contraction.Product(decoder, type, FloatOperations.Binary<Multiply>(decoder, type));
        }

        return decoder.Take("lo") ? IntegerOperations.Binary<Multiply>(decoder, type) : Wide(decoder, type, adds: false);
    }

    private static Operation DecodeMultiplyAdd(InstructionDecoder decoder)
    {
        var type = decoder.TakeType();
        return type.IsFloat ? Fused(decoder, type) : Wide(decoder, type, adds: true);
    }

    private static Operation DecodeFused(InstructionDecoder decoder) => Fused(decoder, decoder.TakeType());

    private static Operation Fused(InstructionDecoder decoder, PtxType type)
    {
        decoder.Expect("rn");
        return FloatOperations.Ternary<MultiplyAdd>(decoder, type);
    }

    private static Operation Wide(InstructionDecoder decoder, PtxType type, bool adds)
    {
        decoder.ExpectOperands(adds ? 4 : 3);
        var part = decoder.TakeOneOf("lo", "hi", "wide");
        var result = part == "wide" ? Doubled(decoder, type) : type;
        if (part == "hi")
            return High(decoder, type, adds);
        var target = decoder.Target(0, result);
        var (a, b) = (decoder.Source(1, type), decoder.Source(2, type));
        int? c = adds ? decoder.Source(3, result) : null;
        return (type.Bits, result.Bits, type.Kind == TypeKind.Signed) switch
        {
            (16, 16, _) => new IntegerMultiplyAdd<ushort, ushort>(target, a, b, c),
            (32, 32, _) => new IntegerMultiplyAdd<uint, uint>(target, a, b, c),
            (64, 64, _) => new IntegerMultiplyAdd<ulong, ulong>(target, a, b, c),
            (16, 32, false) => new IntegerMultiplyAdd<ushort, uint>(target, a, b, c),
            (16, 32, true) => new IntegerMultiplyAdd<short, int>(target, a, b, c),
            (32, 64, false) => new IntegerMultiplyAdd<uint, ulong>(target, a, b, c),
            (32, 64, true) => new IntegerMultiplyAdd<int, long>(target, a, b, c),
            _ => throw decoder.Unsupported(type),
        };
    }

    private static BitFunction High(InstructionDecoder decoder, PtxType type, bool adds)
    {
        var target = BitFunctions.Target(decoder, 0, type);
        var (a, b) = (BitFunctions.Source(decoder, 1, type), BitFunctions.Source(decoder, 2, type));
        var isSigned = type.Kind == TypeKind.Signed;
        ulong Product(ulong x, ulong y) => (ulong)(isSigned
            ? (Int128)BitFunctions.Signed(x, type.Bits) * BitFunctions.Signed(y, type.Bits) >> type.Bits
            : (Int128)((UInt128)x * y >> type.Bits));
        if (!adds)
            return new BitFunction(target, [a, b], (x, y, _) => BitFunctions.Low(Product(x, y), type.Bits));
        var c = BitFunctions.Source(decoder, 3, type);
        return new BitFunction(target, [a, b, c], (x, y, z) => BitFunctions.Low(Product(x, y) + z, type.Bits));
    }

    private static PtxType Doubled(InstructionDecoder decoder, PtxType type) => (type.Bits, type.Kind == TypeKind.Signed) switch
    {
        (16, false) => PtxType.U32,
        (32, false) => PtxType.Find("u64")!,
        (16, true) => PtxType.Find("s32")!,
        (32, true) => PtxType.Find("s64")!,
        _ => throw decoder.Unsupported(type),
    };
}
