namespace KernelGen.PtxMachine.Parsing;

internal enum TokenKind
{
    /// <summary>A name, a directive (<c>.reg</c>), an opcode with its modifiers (<c>add.s32</c>), a register (<c>%r1</c>).</summary>
    Word,
    Integer,
    Float32,
    Float64,
    Text,
    Symbol,
    End,
}

/// <summary>One token; <paramref name="Bits"/> is the value of a number as its type stores it.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, ulong Bits, int Line, int Start, int End)
{
    public bool IsSymbol(char symbol) => Kind == TokenKind.Symbol && Text[0] == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    public override string ToString() => Kind == TokenKind.End ? "the end of the text" : $"'{Text}'";
}
