using System.Numerics;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary><c>lop3 bfe bfi prmt popc clz brev bfind shf</c>.</summary>
internal static class BitInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["popc"] = decoder => Count(decoder, (value, _) => (ulong)BitOperations.PopCount(value));
        table["clz"] = decoder => Count(decoder, (value, bits) => (ulong)(BitOperations.LeadingZeroCount(value) - (64 - bits)));
        table["brev"] = DecodeReverse;
        table["lop3"] = DecodeLop3;
        table["bfe"] = DecodeExtract;
        table["bfi"] = DecodeInsert;
        table["prmt"] = DecodePermute;
        table["shf"] = DecodeFunnel;
    }

    public static Operation Unary(InstructionDecoder decoder, PtxType type, Func<ulong, ulong> function)
    {
        decoder.ExpectOperands(2);
        return new BitFunction(
            BitFunctions.Target(decoder, 0, type), [BitFunctions.Source(decoder, 1, type)],
            (a, _, _) => BitFunctions.Low(function(a), type.Bits));
    }

    private static BitFunction Count(InstructionDecoder decoder, Func<ulong, int, ulong> count)
    {
        decoder.ExpectOperands(2);
        var type = decoder.TakeType();
        return new BitFunction(
            BitFunctions.Target(decoder, 0, PtxType.U32), [BitFunctions.Source(decoder, 1, type)], (a, _, _) => count(a, type.Bits));
    }

    private static Operation DecodeReverse(InstructionDecoder decoder)
    {
        var type = decoder.TakeType();
        return Unary(decoder, type, value =>
        {
            var reversed = 0UL;
            for (var bit = 0; bit < type.Bits; bit++)
                reversed |= (value >> bit & 1) << (type.Bits - 1 - bit);
            return reversed;
        });
    }

    // The table's bit number (a, b, c) is the result where the three sources have those bits.
    private static BitFunction DecodeLop3(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(5);
        decoder.Expect("b32");
        var truth = decoder.Number(4);
        if (truth is < 0 or > 255)
            throw decoder.Error($"the table of lop3 is a number from 0 to 255, not {truth}.");
        return new BitFunction(BitFunctions.Target(decoder, 0, PtxType.B32), Words(decoder, 3), (a, b, c) =>
        {
            var result = 0UL;
            for (var row = 0; row < 8; row++)
            {
                if ((truth >> row & 1) != 0)
                    result |= ((row & 4) != 0 ? a : ~a) & ((row & 2) != 0 ? b : ~b) & ((row & 1) != 0 ? c : ~c);
            }

            return (uint)result;
        });
    }

    private static BitFunction DecodeExtract(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(4);
        var type = decoder.TakeType();
        var isSigned = type.Kind == TypeKind.Signed;
        return new BitFunction(
            BitFunctions.Target(decoder, 0, type),
            [BitFunctions.Source(decoder, 1, type), BitFunctions.Source(decoder, 2, PtxType.U32), BitFunctions.Source(decoder, 3, PtxType.U32)],
            (value, position, length) =>
            {
                var (first, count) = ((int)(position & 0xFF), (int)(length & 0xFF));
                if (count == 0)
                    return 0;
                var wide = isSigned ? (UInt128)(Int128)BitFunctions.Signed(value, type.Bits) : value;
                var shifted = (ulong)(isSigned ? (UInt128)((Int128)wide >> Math.Min(first, 127)) : wide >> Math.Min(first, 127));
                if (count >= 64)
                    return BitFunctions.Low(shifted, type.Bits);
                return BitFunctions.Low(isSigned ? (ulong)BitFunctions.Signed(shifted, count) : BitFunctions.Low(shifted, count), type.Bits);
            });
    }

    private static BitInsert DecodeInsert(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(5);
        var type = decoder.TakeType();
        return new BitInsert(
            BitFunctions.Target(decoder, 0, type), BitFunctions.Source(decoder, 1, type), BitFunctions.Source(decoder, 2, type),
            decoder.Source(3, PtxType.U32), decoder.Source(4, PtxType.U32), type.Bits);
    }

    // Each of the selector's four digits names a byte of b:a; its highest bit spreads that byte's sign.
    private static BitFunction DecodePermute(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(4);
        decoder.Expect("b32");
        return new BitFunction(BitFunctions.Target(decoder, 0, PtxType.B32), Words(decoder, 3), (a, b, selector) =>
        {
            var bytes = a | (b << 32);
            var result = 0UL;
            for (var i = 0; i < 4; i++)
            {
                var digit = (int)(selector >> (4 * i)) & 0xF;
                var value = bytes >> (8 * (digit & 7)) & 0xFF;
                if ((digit & 8) != 0)
                    value = (value & 0x80) != 0 ? 0xFFUL : 0;
                result |= value << (8 * i);
            }

            return result;
        });
    }

    private static BitFunction DecodeFunnel(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(4);
        decoder.Expect("b32");
        var isLeft = decoder.TakeOneOf("l", "r") == "l";
        var wraps = decoder.TakeOneOf("wrap", "clamp") == "wrap";
        return new BitFunction(BitFunctions.Target(decoder, 0, PtxType.B32), Words(decoder, 3), (low, high, amount) =>
        {
            var shift = (int)(wraps ? amount & 31 : Math.Min(amount, 32));
            var both = low | (high << 32);
            return (uint)(isLeft ? both >> (32 - shift) : both >> shift);
        });
    }

    private static LaneSlot[] Words(InstructionDecoder decoder, int count) =>
        [.. Enumerable.Range(1, count).Select(operand => BitFunctions.Source(decoder, operand, PtxType.B32))];
}
