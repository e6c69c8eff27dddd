namespace KernelGen.PtxMachine.Parsing;

/// <summary>Reads one instruction with its guard and operands.</summary>
internal sealed class InstructionParser(TokenReader reader, Scope scope)
{
    public Instruction Parse()
    {
        var first = reader.Current;
        var guard = reader.TryTake('@') ? ParseGuard() : null;
        var opcode = reader.Current;
        var words = reader.ExpectWord("an instruction").Split('.');
        var operands = new List<Operand>();
        while (!reader.Current.IsSymbol(';'))
        {
            operands.Add(ParseOperand());
            if (!reader.Current.IsSymbol(';'))
                reader.Expect(',');
        }

        var end = reader.Take();
        return new Instruction(opcode.Line, reader.TextBetween(first, end), guard, words[0], words[1..], [.. operands]);
    }

    private Guard ParseGuard()
    {
        var isNegated = reader.TryTake('!');
        var name = reader.Current;
        if (ParseName() is not RegisterOperand { Register: { Type.Kind: TypeKind.Predicate } predicate })
            throw new PtxSyntaxException(name.Line, $"the guard {name} is no predicate register.");
        return new Guard(predicate, isNegated);
    }

    private Operand ParseOperand()
    {
        if (reader.TryTake('{'))
            return ParseVector();
        if (reader.TryTake('['))
            return ParseAddress();
        if (reader.TryTake('!'))
            return new NegatedOperand(ParseValue());
        var value = ParseValue();
        return reader.TryTake('|') ? new PairOperand(value, ParseValue()) : value;
    }

    private VectorOperand ParseVector()
    {
        var elements = new List<Operand>();
        do
        {
            elements.Add(ParseValue());
        }
        while (reader.TryTake(','));
        reader.Expect('}');
        return new VectorOperand([.. elements]);
    }

    private AddressOperand ParseAddress()
    {
        var start = reader.Current.Kind is TokenKind.Integer ? null : ParseName();
        var offset = start is null ? (long)reader.Take().Bits : 0;
        if (reader.TryTake('+'))
            offset = SignedInteger();
        else if (reader.Current.IsSymbol('-'))
            throw reader.Unexpected("'+' and a number, which may be negative: [register+-4]");
        VectorOperand? coordinates = null;
        if (reader.TryTake(','))
        {
            reader.Expect('{');
            coordinates = ParseVector();
        }

        reader.Expect(']');
        return new AddressOperand(start, offset, coordinates);
    }

    private long SignedInteger()
    {
        var isNegative = reader.TryTake('-');
        if (reader.Current.Kind != TokenKind.Integer)
            throw reader.Unexpected("a number of bytes");
        var value = (long)reader.Take().Bits;
        return isNegative ? -value : value;
    }

    private Operand ParseValue()
    {
        if (reader.Current.Kind == TokenKind.Word)
            return ParseName();
        var isNegative = reader.TryTake('-');
        if (reader.Current.Kind is not (TokenKind.Integer or TokenKind.Float32 or TokenKind.Float64))
            throw reader.Unexpected("a register, a name or a number");
        var token = reader.Take();
        if (!isNegative)
            return new ImmediateOperand(token.Kind, token.Bits);
        return token.Kind switch
        {
            TokenKind.Integer => new ImmediateOperand(token.Kind, 0 - token.Bits),
            TokenKind.Float64 => new ImmediateOperand(token.Kind, token.Bits ^ (1UL << 63)),
            _ => throw new PtxSyntaxException(token.Line, "the sign of a hexadecimal float is its highest bit, not a minus."),
        };
    }

    // Labels may stand behind their use, so a name that means nothing yet is taken for one; the decoder looks it up.
    private Operand ParseName()
    {
        var line = reader.Current.Line;
        var name = reader.ExpectWord("a name");
        if (name == "_")
            return new SinkOperand();
        return scope.Find(name) switch
        {
            PtxRegister register => new RegisterOperand(register),
            PtxVariable variable => new VariableOperand(variable),
            _ when SpecialNames.IsKnown(name) => new SpecialOperand(name),
            _ when name.StartsWith('%') => throw new PtxSyntaxException(line, $"the register '{name}' is not declared."),
            _ => new LabelOperand(name, scope),
        };
    }
}
