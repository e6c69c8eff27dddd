using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Movement;

/// <summary><c>cvt</c> of two e4m3 in 16 bits: from two floats, and to two float16. There are no other forms.</summary>
internal static class E4M3Conversion
{
    public static bool Is(PtxType to, PtxType from) => to.Name == "e4m3x2" || from.Name == "e4m3x2";

    public static BitFunction Decode(InstructionDecoder decoder, PtxType to, PtxType from, string? rounding, bool isFinite) =>
        (to.Name, from.Name, rounding, isFinite) switch
        {
            ("e4m3x2", "f32", "rn", true) => DecodeNarrowing(decoder, to, from),
            ("f16x2", "e4m3x2", "rn", false) => DecodeWidening(decoder, to, from),
            _ => throw decoder.Error($"e4m3 are converted by cvt.rn.satfinite.e4m3x2.f32 and cvt.rn.f16x2.e4m3x2, not by '{decoder.Instruction.FullName}'."),
        };

    // The first source goes to the high half.
    private static BitFunction DecodeNarrowing(InstructionDecoder decoder, PtxType to, PtxType from)
    {
        decoder.ExpectOperands(3);
        static ulong Narrow(ulong bits) => NarrowFloats.ToE4M3(BitConverter.UInt32BitsToSingle((uint)bits));
        return new BitFunction(
            BitFunctions.Target(decoder, 0, to), [BitFunctions.Source(decoder, 1, from), BitFunctions.Source(decoder, 2, from)],
            (high, low, _) => Narrow(low) | (Narrow(high) << 8));
    }

    private static BitFunction DecodeWidening(InstructionDecoder decoder, PtxType to, PtxType from)
    {
        decoder.ExpectOperands(2);
        static ulong Widen(ulong bits) => Float16.Round(NarrowFloats.FromE4M3((byte)bits));
        return new BitFunction(
            BitFunctions.Target(decoder, 0, to), [BitFunctions.Source(decoder, 1, from)],
            (pair, _, _) => Widen(pair) | (Widen(pair >> 8) << 16));
    }
}
