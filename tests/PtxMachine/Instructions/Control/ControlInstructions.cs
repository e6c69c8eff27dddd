using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Control;

/// <summary><c>bra ret exit trap nanosleep</c>.</summary>
internal static class ControlInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["bra"] = DecodeBranch;
        table["ret"] = DecodeExit;
        table["exit"] = DecodeExit;
        table["trap"] = _ => new Trap();
        table["nanosleep"] = DecodeSleep;
    }

    private static Operation DecodeBranch(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        var isUniform = decoder.Take("uni");
        var target = decoder.LabelAt(0);
        return isUniform ? new UniformBranch(target) : new Branch(target);
    }

    private static Exit DecodeExit(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(0);
        decoder.Take("uni");
        return new Exit();
    }

    private static NoEffect DecodeSleep(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        decoder.Expect("u32");
        decoder.Source(0, PtxType.U32);
        return new NoEffect();
    }
}
