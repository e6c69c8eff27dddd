using System.Diagnostics.CodeAnalysis;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Instructions.Asynchronous;
using KernelGen.PtxMachine.Instructions.Control;
using KernelGen.PtxMachine.Instructions.Logic;
using KernelGen.PtxMachine.Instructions.Matrices;
using KernelGen.PtxMachine.Instructions.Memory;
using KernelGen.PtxMachine.Instructions.Movement;
using KernelGen.PtxMachine.Instructions.Warps;

namespace KernelGen.PtxMachine.Instructions;

internal delegate Operation Decode(InstructionDecoder decoder);

/// <summary>All opcodes (what stands before the first dot) with the group that decodes them.</summary>
internal static class InstructionTable
{
    private static readonly Dictionary<string, Decode> Opcodes = Build();

    public static string Known => string.Join(", ", Opcodes.Keys.Order(StringComparer.Ordinal));

    public static bool TryFind(string opcode, [NotNullWhen(true)] out Decode? decode) => Opcodes.TryGetValue(opcode, out decode);

    private static Dictionary<string, Decode> Build()
    {
        var table = new Dictionary<string, Decode>();
        ArithmeticInstructions.Register(table);
        MultiplyInstructions.Register(table);
        MathInstructions.Register(table);
        LogicInstructions.Register(table);
        BitInstructions.Register(table);
        CompareInstructions.Register(table);
        MoveInstructions.Register(table);
        ConvertInstructions.Register(table);
        MemoryInstructions.Register(table);
        AtomicInstructions.Register(table);
        CopyInstructions.Register(table);
        WarpInstructions.Register(table);
        BarrierInstructions.Register(table);
        MatrixInstructions.Register(table);
        ControlInstructions.Register(table);
        MemoryBarrierInstructions.Register(table);
        WarpgroupInstructions.Register(table);
        return table;
    }
}
