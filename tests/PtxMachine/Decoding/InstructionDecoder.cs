using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Decoding;

/// <summary>
/// Turns one parsed instruction into an operation. Instruction groups take its modifiers one by one and its operands by type; what is
/// left over at the end is unknown and an error, so nothing in the text is ignored.
/// </summary>
internal sealed partial class InstructionDecoder(Instruction instruction, RegisterLayout layout, int index)
{
    private readonly List<string> modifiers = [.. instruction.Modifiers];
    private readonly List<int> reads = [];
    private readonly List<int> writes = [];

    public Instruction Instruction => instruction;

    public RegisterLayout Layout => layout;

    /// <summary>The narrowest access to shared memory that this instruction makes; large when it makes none.</summary>
    public int SharedAccessBytes { get; private set; } = 16;

    public int OperandCount => instruction.Operands.Length;

    public Operation Decode()
    {
        if (!InstructionTable.TryFind(instruction.Opcode, out var decode))
            throw Error($"the instruction '{instruction.Opcode}' is not known; known are {InstructionTable.Known}.");
        var operation = decode(this);
        if (modifiers.Count > 0)
            throw Error($"the modifier '.{modifiers[0]}' of '{instruction.FullName}' is not known here.");
        operation.Complete(instruction, index, [.. reads.Distinct()], [.. writes.Distinct()]);
        if (instruction.Guard is { } guard)
            operation.GuardBy(guard.Predicate.Index, layout.Offset(guard.Predicate), guard.IsNegated);
        return operation;
    }

    public PtxSyntaxException Error(string problem) => new(instruction.Line, problem);

    /// <summary>Takes a modifier wherever it stands.</summary>
    public bool Take(string modifier) => modifiers.Remove(modifier);

    public void Expect(string modifier)
    {
        if (!Take(modifier))
            throw Error($"'{instruction.FullName}' needs the modifier '.{modifier}' on this machine.");
    }

    public string TakeOneOf(params ReadOnlySpan<string> allowed) =>
        TryTakeOneOf(allowed) ?? throw Error($"'{instruction.FullName}' needs one of .{string.Join(", .", allowed!)}.");

    public string? TryTakeOneOf(params ReadOnlySpan<string> allowed)
    {
        foreach (var modifier in allowed)
        {
            if (Take(modifier))
                return modifier;
        }

        return null;
    }

    /// <summary>Takes the first modifier that is a type.</summary>
    public PtxType TakeType() =>
        TryTakeType() ?? throw Error($"'{instruction.FullName}' has no type.");

    public PtxType? TryTakeType()
    {
        var place = modifiers.FindIndex(modifier => PtxType.Find(modifier) is not null);
        if (place < 0)
            return null;
        var type = PtxType.Find(modifiers[place]);
        modifiers.RemoveAt(place);
        return type;
    }

    public void ExpectOperands(int minimum, int maximum = 0)
    {
        maximum = Math.Max(minimum, maximum);
        if (OperandCount >= minimum && OperandCount <= maximum)
            return;
        var allowed = minimum == maximum ? $"{minimum}" : $"{minimum} to {maximum}";
        throw Error($"'{instruction.FullName}' takes {allowed} operands, not {OperandCount}.");
    }

    public PtxSyntaxException Unsupported(PtxType type) => Error($"'{instruction.Opcode}' has no form for {type} on this machine.");

    public int LabelAt(int operand)
    {
        if (instruction.Operands[operand] is not LabelOperand label)
            throw Error($"{instruction.Operands[operand]} is no label.");
        return label.Scope.FindLabel(label.Name) ?? throw Error($"the name '{label.Name}' is neither declared nor a label.");
    }

    public void NoteSharedAccess(int bytes) => SharedAccessBytes = Math.Min(SharedAccessBytes, bytes);
}
