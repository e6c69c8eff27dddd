using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Movement;

/// <summary><c>cvt</c>: between integers and floats, and two floats into one packed register or out of one.</summary>
internal static class ConvertInstructions
{
    public static void Register(Dictionary<string, Decode> table) => table["cvt"] = DecodeConvert;

    private static Operation DecodeConvert(InstructionDecoder decoder)
    {
        var rounding = decoder.TryTakeOneOf("rn", "rz", "rm", "rp", "rna", "rni", "rzi", "rmi", "rpi");
        var (isFlushed, isSaturated, isRelu) = (decoder.Take("ftz"), decoder.Take("sat"), decoder.Take("relu"));
        var isFinite = decoder.Take("satfinite");
        var (to, from) = (decoder.TakeType(), decoder.TakeType());
        if (E4M3Conversion.Is(to, from))
            return E4M3Conversion.Decode(decoder, to, from, rounding, isFinite);
        if (isFinite)
            throw decoder.Error("'.satfinite' is known for e4m3x2 only.");
        if (to.Name is "f16x2" or "bf16x2")
            return DecodePair(decoder, to, from, rounding, isRelu);
        decoder.ExpectOperands(2);
        if (isRelu)
            throw decoder.Error("'.relu' is known for packed results only.");
        CheckRounding(decoder, to, from, rounding);
        var convert = Conversion.Find(to, from, rounding, isFlushed, isSaturated)
            ?? throw decoder.Error($"'{decoder.Instruction.FullName}' is not known: {from} to {to} with .{rounding ?? "(no rounding)"}.");
        var (target, isWide) = TargetOf(decoder, to);
        var source = new LaneSlot(decoder.Source(1, from, mayBeWider: true), WidthOf(decoder, 1, from) > 32);
        var extend = Extension(to, isWide ? 64 : 32);
        return new BitFunction(
            new LaneSlot(target, isWide), [source], (a, _, _) => extend(convert(BitFunctions.Low(a, from.Bits))));
    }

    /// <summary>The first source goes to the high half.</summary>
    private static BitFunction DecodePair(InstructionDecoder decoder, PtxType to, PtxType from, string? rounding, bool isRelu)
    {
        decoder.ExpectOperands(3);
        if (from.Name != "f32" || rounding is not ("rn" or "rz"))
            throw decoder.Error($"two floats are packed by cvt.rn{to}.f32 or cvt.rz{to}.f32, not by '{decoder.Instruction.FullName}'.");
        var part = PtxType.Find(to.Name[..^2])!;
        var convert = Conversion.Find(part, from, rounding, isFlushed: false, isSaturated: false)!;
        ulong Narrow(ulong bits) => isRelu && (bits & 0x80000000) != 0 && !float.IsNaN(BitConverter.UInt32BitsToSingle((uint)bits)) ? 0 : convert(bits);
        return new BitFunction(
            BitFunctions.Target(decoder, 0, to), [BitFunctions.Source(decoder, 1, from), BitFunctions.Source(decoder, 2, from)],
            (high, low, _) => Narrow(low) | (Narrow(high) << 16));
    }

    // PTX wants the rounding written wherever a conversion can be inexact, and nowhere else.
    private static void CheckRounding(InstructionDecoder decoder, PtxType to, PtxType from, string? rounding)
    {
        var isInteger = rounding is "rni" or "rzi" or "rmi" or "rpi";
        var needsInteger = from.IsFloat && !to.IsFloat;
        var needsFloat = to.IsFloat && (!from.IsFloat || to.Bits < from.Bits || to.Name == "tf32");
        if (needsInteger && !isInteger)
            throw decoder.Error("a float becomes an integer by .rni, .rzi, .rmi or .rpi.");
        if (needsFloat && (rounding is null || isInteger))
            throw decoder.Error($"{from} to {to} needs a rounding like .rn.");
        if (!needsFloat && !needsInteger && rounding is not null && !(isInteger && from.IsFloat))
            throw decoder.Error($"{from} to {to} is exact and takes no .{rounding}.");
    }

    private static (int Slot, bool IsWide) TargetOf(InstructionDecoder decoder, PtxType to) =>
        (decoder.Target(0, to, mayBeWider: !to.IsFloat), WidthOf(decoder, 0, to) > 32);

    private static int WidthOf(InstructionDecoder decoder, int operand, PtxType type) =>
        decoder.OperandAt(operand) is RegisterOperand { Register: var register } ? register.Type.Bits : type.Bits;

    private static Func<ulong, ulong> Extension(PtxType to, int registerBits) => to.Kind == TypeKind.Signed
        ? value => to.Bits < 32 && registerBits == 32 ? BitFunctions.Low(value, to.Bits) : BitFunctions.Low((ulong)BitFunctions.Signed(value, to.Bits), registerBits)
        : value => BitFunctions.Low(value, to.Bits);
}
