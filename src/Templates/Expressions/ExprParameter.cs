namespace KernelGen.Templates.Expressions;

/// <summary>A parameter of a mask or score whose value the call gives: one value, or an array or tensor that is read by index.</summary>
/// <param name="Name">Its name, a C# identifier without <c>@</c>.</param>
/// <param name="Type">The type of the value, or of the elements.</param>
/// <param name="IsArray">Whether it is an array of one dimension.</param>
public sealed record ExprParameter(string Name, ExprDataType Type, bool IsArray)
{
    private const string ArrayMark = "[]";
    private const string TensorMark = "[,,,]";

    private static readonly Dictionary<ExprDataType, string> s_keywords = new()
    {
        [ExprDataType.Bool] = "bool",
        [ExprDataType.SByte] = "sbyte",
        [ExprDataType.Byte] = "byte",
        [ExprDataType.Int16] = "short",
        [ExprDataType.UInt16] = "ushort",
        [ExprDataType.Int32] = "int",
        [ExprDataType.Single] = "float",
    };

    /// <summary>Whether it is a tensor, which is read with four indices.</summary>
    public bool IsTensor { get; init; }

    /// <summary>Whether it has elements, as an array or a tensor has, and is not a single value.</summary>
    public bool HasElements => IsArray || IsTensor;

    /// <summary>A tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements, <c>bool</c> or <c>float</c>.</param>
    public static ExprParameter Tensor(string name, ExprDataType type) => new(name, type, IsArray: false) { IsTensor = true };

    /// <summary>The type in the expression language of what is read: Bool, Int or Float.</summary>
    public ExprType ValueType => Type switch
    {
        ExprDataType.Bool => ExprType.Bool,
        ExprDataType.Single => ExprType.Float,
        _ => ExprType.Int,
    };

    /// <summary>C#'s keyword for the type of the value or the elements.</summary>
    public string Keyword => s_keywords[Type];

    /// <summary>The smallest and the largest Int that can be read.</summary>
    internal (int Min, int Max) Range => Type switch
    {
        ExprDataType.SByte => (sbyte.MinValue, sbyte.MaxValue),
        ExprDataType.Byte => (byte.MinValue, byte.MaxValue),
        ExprDataType.Int16 => (short.MinValue, short.MaxValue),
        ExprDataType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };

    /// <summary>The type of a C# keyword; null when it is none that data may have.</summary>
    public static ExprDataType? TypeOf(string keyword)
    {
        foreach (var pair in s_keywords)
        {
            if (pair.Value == keyword)
                return pair.Key;
        }
        return null;
    }

    /// <summary>The parameter as it is declared in a canonical text: <c>int[] document</c>, <c>bool[,,,] mask</c>.</summary>
    public override string ToString() => $"{Keyword}{(IsTensor ? TensorMark : IsArray ? ArrayMark : "")} {Name}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is not a declaration.</summary>
    internal static ExprParameter? Parse(string text)
    {
        var words = text.Split(' ');
        var mark = new[] { TensorMark, ArrayMark, "" }.First(mark => words[0].EndsWith(mark, StringComparison.Ordinal));
        if (words.Length != 2 || words[1].Length == 0 || TypeOf(words[0].Substring(0, words[0].Length - mark.Length)) is not { } type)
            return null;
        return mark == TensorMark ? Tensor(words[1], type) : new ExprParameter(words[1], type, mark == ArrayMark);
    }
}
