namespace KernelGen.PtxMachine.Parsing;

/// <summary>Reads one entry: parameters, limits, and the statements of its body in their scopes.</summary>
internal sealed class EntryParser(TokenReader reader, Scope moduleScope, DeclarationParser declarations)
{
    private readonly Scope parameterScope = new(moduleScope);
    private PtxEntry entry = null!;

    public PtxEntry Parse()
    {
        entry = new PtxEntry(reader.ExpectWord("the entry's name"));
        if (reader.TryTake('('))
            ParseParameters();
        while (!reader.Current.IsSymbol('{'))
            ParseLimit();
        ParseBlock(parameterScope);
        return entry;
    }

    private void ParseParameters()
    {
        while (!reader.TryTake(')'))
        {
            var parameter = declarations.Parameter(reader, parameterScope);
            parameter.Offset = (entry.ParameterBytes + parameter.Alignment - 1) / parameter.Alignment * parameter.Alignment;
            entry.ParameterBytes = parameter.Offset + parameter.Bytes;
            entry.Parameters.Add(parameter);
            if (!reader.Current.IsSymbol(')'))
                reader.Expect(',');
        }
    }

    private void ParseLimit()
    {
        var directive = reader.Current;
        switch (reader.ExpectWord("'{' or a limit like .maxntid"))
        {
            case ".maxntid":
                entry.MaximumThreads = ParseExtents();
                break;
            case ".reqntid":
                entry.RequiredThreads = ParseExtents();
                break;
            case ".minnctapersm" or ".maxnreg":
                reader.ExpectInteger("a number");
                break;
            default:
                throw new PtxSyntaxException(directive.Line, $"{directive} is no limit of an entry that this machine knows "
                    + "(.maxntid, .reqntid, .minnctapersm, .maxnreg).");
        }
    }

    private int ParseExtents()
    {
        var product = reader.ExpectInteger("a number of threads");
        while (reader.TryTake(','))
            product *= reader.ExpectInteger("a number of threads");
        return product;
    }

    private void ParseBlock(Scope outer)
    {
        var scope = new Scope(outer);
        reader.Expect('{');
        while (!reader.TryTake('}'))
        {
            if (reader.Current.IsSymbol('{'))
                ParseBlock(scope);
            else
                ParseStatement(scope);
        }
    }

    private void ParseStatement(Scope scope)
    {
        var first = reader.Current;
        if (first.IsSymbol('@') || !first.Text.StartsWith('.'))
        {
            if (reader.Following.IsSymbol(':'))
                ParseLabel(scope);
            else
                entry.Instructions.Add(new InstructionParser(reader, scope).Parse());
            return;
        }

        reader.Take();
        if (first.Text == ".reg")
            ParseRegisters(scope);
        else if (first.Text == ".pragma")
            SkipPragma();
        else if (DeclarationParser.IsVariable(first.Text))
            entry.Variables.Add(declarations.Variable(reader, first.Text, scope, isExternal: false));
        else
            throw new PtxSyntaxException(first.Line, $"{first} is no directive of a body that this machine knows (.reg, .shared, .local, .pragma).");
    }

    private void SkipPragma()
    {
        reader.Take();
        reader.Expect(';');
    }

    private void ParseLabel(Scope scope)
    {
        var name = reader.Take();
        reader.Expect(':');
        if (!scope.Labels.TryAdd(name.Text, entry.Instructions.Count))
            throw new PtxSyntaxException(name.Line, $"the label '{name.Text}' stands twice in its scope.");
    }

    // ".reg .b32 %a, %b;" and ".reg .f32 %f<4>;", which declares %f0 to %f3.
    private void ParseRegisters(Scope scope)
    {
        var type = reader.ExpectType("a register type, for example .b32");
        do
        {
            var name = reader.ExpectWord("a register's name");
            if (reader.TryTake('<'))
            {
                var count = reader.ExpectInteger("a number of registers");
                reader.Expect('>');
                for (var i = 0; i < count; i++)
                    AddRegister(scope, name + i.ToString(System.Globalization.CultureInfo.InvariantCulture), type);
            }
            else
            {
                AddRegister(scope, name, type);
            }
        }
        while (reader.TryTake(','));
        reader.Expect(';');
    }

    private void AddRegister(Scope scope, string name, PtxType type)
    {
        var register = new PtxRegister(name, type, entry.Registers.Count);
        entry.Registers.Add(register);
        if (!scope.TryAdd(name, register))
            throw new PtxSyntaxException(reader.Current.Line, $"'{name}' is declared twice.");
    }
}
