namespace KernelGen.PtxMachine.Parsing;

/// <summary>What stands between the commas of an instruction, with names already looked up.</summary>
internal abstract record Operand;

internal sealed record RegisterOperand(PtxRegister Register) : Operand
{
    public override string ToString() => Register.Name;
}

internal sealed record SpecialOperand(string Name) : Operand
{
    public override string ToString() => Name;
}

/// <summary>A number; <paramref name="Bits"/> as its kind stores it, integers as 64-bit two's complement.</summary>
internal sealed record ImmediateOperand(TokenKind Kind, ulong Bits) : Operand
{
    public override string ToString() => Kind switch
    {
        TokenKind.Float32 => $"0f{Bits:X8}",
        TokenKind.Float64 => $"0d{Bits:X16}",
        _ => ((long)Bits).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>The name of a variable: its address where an instruction takes a value.</summary>
internal sealed record VariableOperand(PtxVariable Variable) : Operand
{
    public override string ToString() => Variable.Name;
}

internal sealed record LabelOperand(string Name, Scope Scope) : Operand
{
    public override string ToString() => Name;
}

internal sealed record VectorOperand(Operand[] Elements) : Operand
{
    public override string ToString() => "{" + string.Join(", ", Elements.Select(element => element.ToString())) + "}";
}

/// <summary><c>[base + offset]</c>, with tensor coordinates where <c>cp.async.bulk.tensor</c> has them.</summary>
internal sealed record AddressOperand(Operand? Base, long Offset, VectorOperand? Coordinates) : Operand
{
    public override string ToString() => $"[{Base}{(Offset == 0 ? "" : $"+{Offset}")}{(Coordinates is null ? "" : $", {Coordinates}")}]";
}

/// <summary><c>a|b</c>, the two results of <c>setp</c> and <c>shfl</c>.</summary>
internal sealed record PairOperand(Operand First, Operand Second) : Operand
{
    public override string ToString() => $"{First}|{Second}";
}

internal sealed record NegatedOperand(Operand Inner) : Operand
{
    public override string ToString() => $"!{Inner}";
}

/// <summary><c>_</c>: a result that nobody wants.</summary>
internal sealed record SinkOperand : Operand
{
    public override string ToString() => "_";
}
