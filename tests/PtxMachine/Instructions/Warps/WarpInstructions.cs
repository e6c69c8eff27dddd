using System.Numerics;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Warps;

/// <summary><c>shfl vote redux activemask elect match</c>.</summary>
internal static class WarpInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["shfl"] = DecodeShuffle;
        table["vote"] = DecodeVote;
        table["redux"] = DecodeReduction;
        table["activemask"] = DecodeActiveMask;
        table["elect"] = DecodeElect;
    }

    private static Shuffle DecodeShuffle(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(5);
        decoder.Expect("sync");
        decoder.Expect("b32");
        var mode = decoder.TakeOneOf("bfly", "down", "up", "idx");
        var (first, second) = decoder.Pair(0);
        var target = decoder.Target(first, PtxType.B32);
        var isValid = second is null ? decoder.Layout.Discarded : decoder.Target(second, PtxType.Predicate);
        return new Shuffle(
            mode, target, isValid, decoder.Source(1, PtxType.B32), decoder.Source(2, PtxType.B32), decoder.Source(3, PtxType.B32),
            decoder.Source(4, PtxType.B32));
    }

    private static Vote DecodeVote(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(3);
        decoder.Expect("sync");
        var mode = decoder.TakeOneOf("ballot", "all", "any", "uni");
        var result = mode == "ballot" ? PtxType.B32 : PtxType.Predicate;
        decoder.Expect(result.Name);
        return new Vote(mode, decoder.Target(0, result), decoder.SourcePredicate(1), decoder.Source(2, PtxType.B32));
    }

    private static Reduction DecodeReduction(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(3);
        decoder.Expect("sync");
        var name = decoder.TakeOneOf("add", "min", "max", "and", "or", "xor");
        var type = decoder.TakeType();
        Func<uint, uint, uint> function = (name, type.Name) switch
        {
            ("add", "u32" or "s32") => (a, b) => a + b,
            ("min", "u32") => Math.Min,
            ("max", "u32") => Math.Max,
            ("min", "s32") => (a, b) => (uint)Math.Min((int)a, (int)b),
            ("max", "s32") => (a, b) => (uint)Math.Max((int)a, (int)b),
            ("and", "b32") => (a, b) => a & b,
            ("or", "b32") => (a, b) => a | b,
            ("xor", "b32") => (a, b) => a ^ b,
            _ => throw decoder.Unsupported(type),
        };
        return new Reduction(function, decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, PtxType.B32));
    }

    private static ActiveMask DecodeActiveMask(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        decoder.Expect("b32");
        return new ActiveMask(decoder.Target(0, PtxType.B32));
    }

    private static Elect DecodeElect(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        decoder.Expect("sync");
        var (lane, isElected) = decoder.Pair(0);
        return new Elect(
            decoder.Target(lane, PtxType.B32),
            decoder.Target(isElected ?? throw decoder.Error("elect.sync writes two results: lane|predicate."), PtxType.Predicate),
            decoder.Source(1, PtxType.B32));
    }
}
