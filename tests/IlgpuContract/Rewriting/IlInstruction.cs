using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>An instruction in its long form: ldloc with a number for all forms of it, branches with the offset they lead to.</summary>
internal sealed record IlInstruction(int Offset, OpCode Code, object? Operand, int Next);
