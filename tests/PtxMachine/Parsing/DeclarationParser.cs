using System.Buffers.Binary;

namespace KernelGen.PtxMachine.Parsing;

/// <summary>Reads variables: <c>.shared .align 16 .b8 name[1024];</c>, constants with their values, parameters of an entry.</summary>
internal sealed class DeclarationParser
{
    public static bool IsVariable(string word) => word is ".shared" or ".const" or ".local";

    /// <summary>What follows the state space, semicolon included.</summary>
    public PtxVariable Variable(TokenReader reader, string space, Scope scope, bool isExternal)
    {
        var line = reader.Current.Line;
        if (!IsVariable(space))
            throw new PtxSyntaxException(line, $"variables in '{space}' are not known, only .shared, .const and .local.");
        var variable = Declarator(reader, SpaceOf(space), isExternal);
        reader.Expect(';');
        if (variable.Bytes == 0 && !(isExternal && variable.Space == StateSpace.Shared))
            throw new PtxSyntaxException(line, $"'{variable.Name}' has no size; only .extern .shared may leave it to the launch.");
        Declare(scope, variable, line);
        return variable;
    }

    public PtxVariable Parameter(TokenReader reader, Scope scope)
    {
        var line = reader.Current.Line;
        if (!reader.TryTakeWord(".param"))
            throw reader.Unexpected("'.param'");
        var variable = Declarator(reader, StateSpace.Parameter, isExternal: false);
        Declare(scope, variable, line);
        return variable;
    }

    private static PtxVariable Declarator(TokenReader reader, StateSpace space, bool isExternal)
    {
        var alignment = reader.TryTakeWord(".align") ? reader.ExpectInteger("an alignment") : 0;
        var type = reader.ExpectType("a type, for example .b8");
        if (reader.TryTakeWord(".align"))
            alignment = reader.ExpectInteger("an alignment");
        // Compilers mark parameters that are pointers: ".ptr .global .align 16".
        if (reader.TryTakeWord(".ptr"))
            SkipPointerMarks(reader);
        var name = reader.ExpectWord("a name");
        var count = Count(reader);
        var initial = reader.TryTake('=') ? Initial(reader, type, count) : null;
        return new PtxVariable(name, space, type, Math.Max(alignment, type.Bytes), type.Bytes * count, initial, isExternal);
    }

    private static void SkipPointerMarks(TokenReader reader)
    {
        if (reader.Current.IsWord(".global") || reader.Current.IsWord(".shared") || reader.Current.IsWord(".const"))
            reader.Take();
        if (reader.TryTakeWord(".align"))
            reader.ExpectInteger("an alignment");
    }

    private static int Count(TokenReader reader)
    {
        if (!reader.TryTake('['))
            return 1;
        var count = reader.Current.IsSymbol(']') ? 0 : reader.ExpectInteger("a number of elements");
        reader.Expect(']');
        return count;
    }

    private static byte[] Initial(TokenReader reader, PtxType type, int count)
    {
        var bytes = new byte[type.Bytes * count];
        Span<byte> element = stackalloc byte[8];
        var isList = reader.TryTake('{');
        for (var i = 0; ; i++)
        {
            if (i == count)
                throw reader.Unexpected($"no more than {count} values");
            BinaryPrimitives.WriteUInt64LittleEndian(element, Number(reader));
            element[..type.Bytes].CopyTo(bytes.AsSpan(i * type.Bytes));
            if (!isList || !reader.TryTake(','))
                break;
        }

        if (isList)
            reader.Expect('}');
        return bytes;
    }

    private static ulong Number(TokenReader reader)
    {
        var isNegative = reader.TryTake('-');
        if (reader.Current.Kind is not (TokenKind.Integer or TokenKind.Float32 or TokenKind.Float64))
            throw reader.Unexpected("a number");
        var bits = reader.Take().Bits;
        return isNegative ? 0 - bits : bits;
    }

    private static StateSpace SpaceOf(string word) => word switch
    {
        ".shared" => StateSpace.Shared,
        ".const" => StateSpace.Constant,
        _ => StateSpace.Local,
    };

    private static void Declare(Scope scope, PtxVariable variable, int line)
    {
        if (!scope.TryAdd(variable.Name, variable))
            throw new PtxSyntaxException(line, $"'{variable.Name}' is declared twice.");
    }
}
