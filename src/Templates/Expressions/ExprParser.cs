using System.Globalization;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Expressions;

/// <summary>Reads the S-expressions of <see cref="ExprText"/>, one pass, by descent.</summary>
internal sealed class ExprParser(string text)
{
    // Descent uses the stack; text from a damaged file must not overflow it. Predicates that people write nest a dozen deep.
    private const int DeepestNesting = 256;

    private int _position;
    private int _depth;
    private int _leaves;

    public Expr ParseAll()
    {
        var result = ParseExpr();
        SkipBlanks();
        return _position == text.Length ? result : throw Error(_position, $"expected the end, found '{text[_position]}'");
    }

    private Expr ParseExpr()
    {
        SkipBlanks();
        var start = _position;
        if (start == text.Length)
            throw Error(start, "expected an expression, found the end");
        if (text[start] == ')')
            throw Error(start, "expected an expression, found ')'");
        return text[start] == '(' ? ParseList() : ParseAtom();
    }

    private Expr ParseList()
    {
        var start = _position++;
        if (++_depth > DeepestNesting)
            throw Error(start, FormattableString.Invariant($"expected at most {DeepestNesting} nested lists"));
        SkipBlanks();
        var headStart = _position;
        var head = Word();
        var parameter = head is "load" or "scalar" or "tensor" ? ParseParameter(head) : null;
        var operands = new List<Expr>();
        for (SkipBlanks(); _position < text.Length && text[_position] != ')'; SkipBlanks())
            operands.Add(ParseExpr());
        if (_position == text.Length)
            throw Error(_position, FormattableString.Invariant($"expected ')' for the '(' at {start}, found the end"));
        _position++;
        _depth--;
        try
        {
            return parameter is null ? Build(head, operands, headStart) : BuildRead(parameter, operands, headStart);
        }
        catch (ArgumentException mistyped)
        {
            throw Error(start, mistyped.Message.Split('\n')[0]);
        }
    }

    private static Expr Build(string head, List<Expr> operands, int at)
    {
        if (head == "if")
            return BuildIf(Count(3, "3"));
        if (ExprText.UnaryOps.TryGetValue(head, out var unary))
            return Expr.Of(unary, Count(1, "1")[0]);
        if (!ExprText.BinaryOps.TryGetValue(head, out var binary))
            throw Error(at, $"expected an operation, found '{head}'; the nearest one is '{NearestHead(head)}'");
        if (binary is BinaryOp.And or BinaryOp.Or && operands.Count >= 2)
            return binary == BinaryOp.And ? Expr.And([.. operands]) : Expr.Or([.. operands]);
        var pair = Count(2, binary is BinaryOp.And or BinaryOp.Or ? "2 or more" : "2");
        return Expr.Of(binary, pair[0], pair[1]);

        List<Expr> Count(int expected, string words)
            => operands.Count == expected
                ? operands
                : throw Error(at, FormattableString.Invariant($"'{head}' takes {words} operands, found {operands.Count}"));
    }

    private ExprParameter ParseParameter(string head)
    {
        SkipBlanks();
        var start = _position;
        var keyword = Word();
        if (ExprParameter.TypeOf(keyword) is not { } type)
            throw Error(start, $"expected the type of a data parameter, found '{keyword}'");
        SkipBlanks();
        return new ExprParameter(Word(), type, IsArray: head == "load") { IsTensor = head == "tensor" };
    }

    private static Expr BuildRead(ExprParameter parameter, List<Expr> operands, int at)
    {
        var (expected, words) = parameter.IsTensor ? (TensorLoad.Rank, "four indices") : parameter.IsArray ? (1, "one index") : (0, "no index");
        if (operands.Count != expected)
            throw Error(at, $"'{parameter.Name}' takes {words}, found {operands.Count.ToString(CultureInfo.InvariantCulture)} operands");
        return parameter.IsTensor ? Expr.Load(parameter, operands) : parameter.IsArray ? Expr.Load(parameter, operands[0]) : Expr.Scalar(parameter);
    }

    private static Expr BuildIf(List<Expr> parts) => Expr.If(parts[0], parts[1], parts[2]);

    private Expr ParseAtom()
    {
        var start = _position;
        if (++_leaves > ExprText.MostLeaves)
            throw Error(start, FormattableString.Invariant($"expected at most {ExprText.MostLeaves} literals and variables"));
        var word = Word();
        if (word is "true" or "false")
            return Expr.Bool(word == "true");
        if (ExprText.Variables.TryGetValue(word, out var variable))
            return Expr.Of(variable);
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return Expr.Int(number);
        if (word.EndsWith("f", StringComparison.Ordinal) && RoundTrip.ParseFloat(word.Substring(0, word.Length - 1)) is { } single)
            return Expr.Float(single);
        throw Error(start, char.IsLetter(word[0])
            ? $"expected an operand, found '{word}'; the nearest variable is '{Nearest.To(word, ExprText.Variables.Keys)}'"
            : $"expected an operand, found '{word}', which is neither an int32 nor a binary32 number with an f behind it");
    }

    private string Word()
    {
        var start = _position;
        while (_position < text.Length && text[_position] is not ('(' or ')' or ' '))
            _position++;
        return _position > start ? text.Substring(start, _position - start) : throw Error(start, "expected an operation");
    }

    private void SkipBlanks()
    {
        while (_position < text.Length && text[_position] == ' ')
            _position++;
    }

    private static string NearestHead(string head) => Nearest.To(head, ExprText.BinaryOps.Keys.Concat(ExprText.UnaryOps.Keys).Concat(["if", "load", "scalar", "tensor"]));

    private static FormatException Error(int position, string what)
        => new(FormattableString.Invariant($"Expression, character {position}: {what.TrimEnd('.')}."));
}
