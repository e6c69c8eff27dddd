namespace KernelGen.PtxMachine.Parsing;

/// <summary>Walks over tokens and says what was expected where something else stands.</summary>
internal sealed class TokenReader(string text)
{
    private readonly List<Token> tokens = Lexer.Tokens(text);
    private int position;

    public Token Current => tokens[position];

    public Token Following => tokens[Math.Min(position + 1, tokens.Count - 1)];

    public bool IsAtEnd => Current.Kind == TokenKind.End;

    public Token Take()
    {
        var token = Current;
        if (!IsAtEnd)
            position++;
        return token;
    }

    public bool TryTake(char symbol)
    {
        if (!Current.IsSymbol(symbol))
            return false;
        position++;
        return true;
    }

    public bool TryTakeWord(string word)
    {
        if (!Current.IsWord(word))
            return false;
        position++;
        return true;
    }

    public void Expect(char symbol)
    {
        if (!TryTake(symbol))
            throw Unexpected($"'{symbol}'");
    }

    public string ExpectWord(string what)
    {
        if (Current.Kind != TokenKind.Word)
            throw Unexpected(what);
        return Take().Text;
    }

    public int ExpectInteger(string what)
    {
        if (Current.Kind != TokenKind.Integer || Current.Bits > int.MaxValue)
            throw Unexpected(what);
        return (int)Take().Bits;
    }

    public PtxType ExpectType(string what)
    {
        if (Current.Kind == TokenKind.Word && Current.Text.StartsWith('.') && PtxType.Find(Current.Text[1..]) is { } type)
        {
            Take();
            return type;
        }

        throw Unexpected(what);
    }

    public string TextBetween(Token first, Token last) => text[first.Start..last.End];

    public PtxSyntaxException Unexpected(string expected) => new(Current.Line, $"expected {expected}, found {Current}.");
}
