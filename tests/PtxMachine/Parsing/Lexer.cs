using System.Globalization;

namespace KernelGen.PtxMachine.Parsing;

/// <summary>Cuts PTX text into tokens; comments and white space separate them and are dropped.</summary>
internal sealed class Lexer(string text)
{
    private const string Symbols = "{}[](),;:<>+-*|!=@";

    private int position;
    private int line = 1;

    public static List<Token> Tokens(string text)
    {
        ExpectAscii(text);
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    // PTX ISA, "Source Format": source modules are ASCII text, comments included.
    private static void ExpectAscii(string text)
    {
        var place = text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f');
        if (place >= 0)
            throw new PtxSyntaxException(1 + text.AsSpan(0, place).Count('\n'), $"the character '{text[place]}' is not ASCII, and PTX is.");
    }

    private Token Next()
    {
        SkipBlanks();
        if (position == text.Length)
            return new Token(TokenKind.End, "", 0, line, position, position);
        var first = text[position];
        if (IsWordStart(first))
            return Word();
        if (char.IsAsciiDigit(first))
            return Number();
        if (first == '"')
            return Text();
        if (!Symbols.Contains(first, StringComparison.Ordinal))
            throw new PtxSyntaxException(line, $"the character '{first}' starts nothing in PTX.");
        position++;
        return Cut(TokenKind.Symbol, position - 1);
    }

    private void SkipBlanks()
    {
        while (position < text.Length)
        {
            if (text[position] == '\n')
                line++;
            if (char.IsWhiteSpace(text[position]))
                position++;
            else if (text.AsSpan(position).StartsWith("//"))
                SkipTo("\n", 0);
            else if (text.AsSpan(position).StartsWith("/*"))
                SkipTo("*/", 2);
            else
                return;
        }
    }

    private void SkipTo(string mark, int extra)
    {
        var end = text.IndexOf(mark, position, StringComparison.Ordinal);
        var target = end < 0 ? text.Length : end + extra;
        line += text.AsSpan(position, target - position).Count('\n');
        position = target;
    }

    private Token Word()
    {
        var start = position++;
        while (position < text.Length && (IsWordPart(text[position]) || SkipsScope()))
            position++;
        return Cut(TokenKind.Word, start);
    }

    // "shared::cta" and "L2::128B" are one word; a label's single colon ends it.
    private bool SkipsScope()
    {
        if (position + 2 >= text.Length || text[position] != ':' || text[position + 1] != ':')
            return false;
        position++;
        return true;
    }

    private Token Number()
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '.'))
            position++;
        var number = text[start..position];
        var digits = number.TrimEnd('U');
        if (number.Length == 10 && number[1] is 'f' or 'F' && TryHexadecimal(number[2..], out var bits))
            return Cut(TokenKind.Float32, start, bits);
        if (number.Length == 18 && number[1] is 'd' or 'D' && TryHexadecimal(number[2..], out bits))
            return Cut(TokenKind.Float64, start, bits);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && TryHexadecimal(digits[2..], out bits))
            return Cut(TokenKind.Integer, start, bits);
        if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out bits))
            return Cut(TokenKind.Integer, start, bits);
        if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return Cut(TokenKind.Float64, start, BitConverter.DoubleToUInt64Bits(value));
        throw new PtxSyntaxException(line, $"'{number}' is not a number: write 12, 0x1F, 0f3F800000 (float32 bits) or 0d3FF0000000000000 (float64 bits).");
    }

    private Token Text()
    {
        var start = position++;
        while (position < text.Length && text[position] is not ('"' or '\n'))
            position++;
        if (position == text.Length || text[position] == '\n')
            throw new PtxSyntaxException(line, "a string has no closing quote.");
        position++;
        return Cut(TokenKind.Text, start);
    }

    private Token Cut(TokenKind kind, int start, ulong bits = 0) => new(kind, text[start..position], bits, line, start, position);

    private static bool TryHexadecimal(string digits, out ulong bits) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bits);

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$' or '%' or '.';

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '.';
}
