using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Movement;

/// <summary>State spaces as modifiers; without one an address is generic.</summary>
internal static class Spaces
{
    public static StateSpace Take(InstructionDecoder decoder) => decoder.TryTakeOneOf(
        "global", "shared", "shared::cta", "param", "param::entry", "const", "local") switch
    {
        "global" => StateSpace.Global,
        "shared" or "shared::cta" => StateSpace.Shared,
        "param" or "param::entry" => StateSpace.Parameter,
        "const" => StateSpace.Constant,
        "local" => StateSpace.Local,
        _ => StateSpace.Generic,
    };
}
