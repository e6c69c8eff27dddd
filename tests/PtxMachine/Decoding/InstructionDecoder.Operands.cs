using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Decoding;

internal sealed partial class InstructionDecoder
{
    public Operand OperandAt(int operand) => instruction.Operands[operand];

    /// <summary>The lanes of a source; a register's type must have the size of <paramref name="type"/> unless it may be wider.</summary>
    public int Source(int operand, PtxType type, bool mayBeWider = false) => Source(OperandAt(operand), type, mayBeWider);

    public int Source(Operand operand, PtxType type, bool mayBeWider = false)
    {
        switch (operand)
        {
            case RegisterOperand { Register: var register }:
                CheckRegister(register, type, mayBeWider);
                reads.Add(register.Index);
                return layout.Offset(register);
            case ImmediateOperand number:
                return layout.Constant(Immediates.Convert(this, number, type), type.Bits > 32);
            case SpecialOperand special when !SpecialNames.IsClock(special.Name) && SpecialNames.TypeOf(special.Name).Bits == type.Bits:
                return layout.Special(special.Name);
            case VariableOperand { Variable: var variable } when type.Bits is 32 or 64:
                return layout.Constant(StateAddress.Of(variable), type.Bits > 32);
            default:
                throw Error($"{operand} is no source of type {type}.");
        }
    }

    /// <summary>The lanes of a result, or of a place that nobody reads for <c>_</c>.</summary>
    public int Target(int operand, PtxType type, bool mayBeWider = false) => Target(OperandAt(operand), type, mayBeWider);

    public int Target(Operand operand, PtxType type, bool mayBeWider = false)
    {
        if (operand is SinkOperand)
            return layout.Discarded;
        if (operand is not RegisterOperand { Register: var register })
            throw Error($"{operand} is no register, so nothing can be written to it.");
        CheckRegister(register, type, mayBeWider);
        writes.Add(register.Index);
        return layout.Offset(register);
    }

    /// <summary>The registers of <c>{a, b, ..}</c> as results.</summary>
    public int[] Targets(int operand, PtxType type, int count, bool mayBeWider = false) =>
        [.. Elements(operand, count).Select(element => Target(element, type, mayBeWider))];

    public int[] Sources(int operand, PtxType type, int count, bool mayBeWider = false) =>
        [.. Elements(operand, count).Select(element => Source(element, type, mayBeWider))];

    /// <summary>Registers whose reads and writes the operation checks itself, with their slots.</summary>
    public (int[] Registers, int[] Slots) UncheckedRegisters(int operand, PtxType type, int count)
    {
        var registers = new List<PtxRegister>();
        foreach (var element in Elements(operand, count))
        {
            if (element is not RegisterOperand { Register: var register })
                throw Error($"{element} is no register.");
            CheckRegister(register, type, mayBeWider: false);
            registers.Add(register);
        }

        return ([.. registers.Select(register => register.Index)], [.. registers.Select(layout.Offset)]);
    }

    /// <summary>A source predicate as a slot of one word and what to flip its bits with; numbers 0 and 1 are allowed.</summary>
    public PredicateSource SourcePredicate(int operand) => SourcePredicate(OperandAt(operand));

    public PredicateSource SourcePredicate(Operand operand) => operand switch
    {
        NegatedOperand negated => SourcePredicate(negated.Inner) is var inner ? inner with { Flip = ~inner.Flip } : default,
        ImmediateOperand { Kind: TokenKind.Integer } number => new PredicateSource(layout.ConstantPredicate(number.Bits != 0), 0),
        _ => new PredicateSource(Source(operand, PtxType.Predicate), 0),
    };

    /// <summary>The two results of <c>setp</c> or <c>shfl</c>: both halves of <c>a|b</c>, or the only one.</summary>
    public (Operand First, Operand? Second) Pair(int operand) => OperandAt(operand) is PairOperand pair
        ? (pair.First, pair.Second)
        : (OperandAt(operand), null);

    /// <summary>A number that stands in the text itself.</summary>
    public int Number(int operand) => OperandAt(operand) is ImmediateOperand { Kind: TokenKind.Integer } number && (long)number.Bits is >= int.MinValue and <= int.MaxValue
        ? (int)number.Bits
        : throw Error($"{OperandAt(operand)} must be a number.");

    /// <summary>The address in <c>[..]</c>.</summary>
    public AddressSource Address(int operand, StateSpace space)
    {
        if (OperandAt(operand) is not AddressOperand { Coordinates: null } address)
            throw Error($"{OperandAt(operand)} is no address; write [register+offset].");
        return Address(address, space);
    }

    public AddressSource Address(AddressOperand address, StateSpace space)
    {
        var (start, offset) = (address.Base, address.Offset);
        switch (start)
        {
            case null:
                return new AddressSource(layout.Constant((ulong)offset, isWide: true), true, 0);
            case VariableOperand { Variable: var variable } when space == StateSpace.Generic || variable.Space == space:
                return new AddressSource(layout.Constant(StateAddress.Of(variable, space), isWide: true), true, offset);
            case RegisterOperand { Register: { Type: { Bits: 32 or 64, Kind: not TypeKind.Float } } register }:
                // Global and generic addresses have 64 bits; the others may be held in 32.
                if (register.Type.Bits == 32 && space is (StateSpace.Global or StateSpace.Generic))
                    throw Error($"{register.Name} has 32 bits; an address of the {space} space has 64.");
                reads.Add(register.Index);
                return new AddressSource(layout.Offset(register), register.Type.Bits == 64, offset);
            default:
                throw Error($"{start} is no address in the {space} space.");
        }
    }

    /// <summary>The parts of <c>{a, b, ..}</c>; without braces the operand itself.</summary>
    public Operand[] Elements(int operand, int count)
    {
        var elements = OperandAt(operand) is VectorOperand vector ? vector.Elements : [OperandAt(operand)];
        return elements.Length == count ? elements : throw Error($"{OperandAt(operand)} must have {count} elements.");
    }

    private void CheckRegister(PtxRegister register, PtxType type, bool mayBeWider)
    {
        var actual = register.Type;
        var fits = actual.Bits == type.Bits || (mayBeWider && actual.Bits > type.Bits && type.Bits > 1);
        var isSameKind = actual.Kind == type.Kind || actual.Kind == TypeKind.Bits || type.Kind == TypeKind.Bits
            || (actual.IsInteger && type.IsInteger);
        if (!fits || !isSameKind)
            throw Error($"{register.Name} is a {actual} register, but '{instruction.FullName}' needs {type} there.");
    }
}

/// <summary>A predicate's word, and what to flip its bits with.</summary>
internal readonly record struct PredicateSource(int Slot, uint Flip);
