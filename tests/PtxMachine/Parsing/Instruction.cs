namespace KernelGen.PtxMachine.Parsing;

internal sealed record Guard(PtxRegister Predicate, bool IsNegated);

/// <summary>One instruction of an entry: <c>@guard opcode.modifiers operands;</c></summary>
internal sealed record Instruction(int Line, string Text, Guard? Guard, string Opcode, string[] Modifiers, Operand[] Operands)
{
    public string FullName => Modifiers.Length == 0 ? Opcode : $"{Opcode}.{string.Join('.', Modifiers)}";
}
