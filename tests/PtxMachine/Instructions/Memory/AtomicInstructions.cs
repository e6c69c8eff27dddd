using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Instructions.Movement;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

/// <summary><c>atom red</c> on one value per lane of 32 or 64 bits, lane after lane.</summary>
internal static class AtomicInstructions
{
    private static readonly string[] Names = ["add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec"];

    public static void Register(Dictionary<string, Decode> table)
    {
        table["atom"] = decoder => DecodeAtomic(decoder, hasResult: true);
        table["red"] = decoder => DecodeAtomic(decoder, hasResult: false);
    }

    private static AtomicOperation DecodeAtomic(InstructionDecoder decoder, bool hasResult)
    {
        MemoryInstructions.TakeHints(decoder);
        decoder.Take("acq_rel");
        var space = Spaces.Take(decoder);
        var name = decoder.TakeOneOf(Names);
        var type = decoder.TakeType();
        var first = hasResult ? 1 : 0;
        decoder.ExpectOperands(first + (name == "cas" ? 3 : 2));
        if (type.Bits is not (32 or 64) || type.Name is "tf32" or "f16x2" or "bf16x2")
            throw decoder.Unsupported(type);
        var target = hasResult ? decoder.Target(0, type) : decoder.Layout.Discarded;
        var address = decoder.Address(first, space);
        var sources = Enumerable.Range(first + 1, decoder.OperandCount - first - 1).Select(i => decoder.Source(i, type)).ToArray();
        if (space is StateSpace.Shared or StateSpace.Generic)
            decoder.NoteSharedAccess(type.Bytes);
        return new AtomicOperation(space, address, target, sources, type, Function(decoder, name, type));
    }

    /// <summary>The new value of the old one and the operands.</summary>
    private static Func<ulong, ulong, ulong, ulong> Function(InstructionDecoder decoder, string name, PtxType type) => (name, type.Name) switch
    {
        ("exch", _) => (_, value, _) => value,
        ("cas", _) => (old, expected, value) => old == expected ? value : old,
        ("and", _) => (old, value, _) => old & value,
        ("or", _) => (old, value, _) => old | value,
        ("xor", _) => (old, value, _) => old ^ value,
        ("add", "f32") => (old, value, _) =>
            BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)old) + BitConverter.UInt32BitsToSingle((uint)value)),
        ("add", "f64") => (old, value, _) =>
            BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(old) + BitConverter.UInt64BitsToDouble(value)),
        (_, _) when type.IsFloat => throw decoder.Unsupported(type),
        ("add", _) => (old, value, _) => BitFunctions.Low(old + value, type.Bits),
        ("inc", "u32") => (old, limit, _) => old >= limit ? 0 : old + 1,
        ("dec", "u32") => (old, limit, _) => old == 0 || old > limit ? limit : old - 1,
        ("min", _) => (old, value, _) => IsLess(old, value, type) ? old : value,
        ("max", _) => (old, value, _) => IsLess(old, value, type) ? value : old,
        _ => throw decoder.Unsupported(type),
    };

    private static bool IsLess(ulong a, ulong b, PtxType type) => type.Kind == TypeKind.Signed
        ? BitFunctions.Signed(a, type.Bits) < BitFunctions.Signed(b, type.Bits)
        : a < b;
}
