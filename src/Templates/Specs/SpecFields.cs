using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Specs;

/// <summary>The lines of a canonical text by name, read into values with errors that name the field.</summary>
internal sealed class SpecFields
{
    private readonly Dictionary<string, string> _values = [];

    public static SpecFields Read(string text, string firstLine, IReadOnlyCollection<string> names, IReadOnlyCollection<string> optional)
    {
        var lines = text.Split('\n');
        if (lines[0] != firstLine)
            throw new FormatException($"Spec text, line 1: expected '{firstLine}', found '{lines[0]}'.");
        var fields = new SpecFields();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
                fields.Add(lines[i], i + 1, names);
        }
        var missing = names.Except(optional).Where(name => !fields._values.ContainsKey(name)).ToArray();
        return missing.Length == 0 ? fields : throw new FormatException($"Spec text: the line '{missing[0]}' is missing.");
    }

    public int Int(string name, int min, int max)
        => int.TryParse(_values[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : throw Bad(name, FormattableString.Invariant($"an integer from {min} to {max}"));

    public double Double(string name) => RoundTrip.ParseDouble(_values[name]) ?? throw Bad(name, "a number");

    public bool Bool(string name) => _values[name] switch
    {
        "true" => true,
        "false" => false,
        _ => throw Bad(name, "true or false"),
    };

    /// <summary>Whether tf32 is allowed: only true is ever written, and of float32 alone.</summary>
    public bool AllowTensorFloat32(string name, string precision)
    {
        if (!_values.TryGetValue(name, out var text))
            return false;
        return text == "true" && Enum<ElementType>(precision) == ElementType.Float32 ? true : throw Bad(name, "true, with the precision Float32");
    }

    public T Enum<T>(string name)
        where T : struct, Enum
    {
        var names = System.Enum.GetNames(typeof(T));
        // Parse alone would also take numbers and lists.
        return names.Contains(_values[name])
            ? (T)System.Enum.Parse(typeof(T), _values[name])
            : throw Bad(name, $"one of {string.Join(", ", names)}");
    }

    /// <summary>The declared data parameters, none when there is no such line.</summary>
    public DataList Data(string name)
        => !_values.TryGetValue(name, out var text) ? DataList.Empty
            : DataList.Parse(text) ?? throw Bad(name, "declarations like 'int[] document, float alpha', each name once");

    public Expr Mask(string name, DataList data)
    {
        var mask = Expression(name, data);
        return mask.Type == ExprType.Bool && !mask.Reads(ExprVariable.Score)
            ? mask
            : throw Bad(name, "a Bool expression that does not read score");
    }

    /// <summary>The score function, null when there is no such line.</summary>
    public Expr? Score(string name, DataList data)
    {
        if (!_values.ContainsKey(name))
            return null;
        var score = Expression(name, data);
        return score.Type == ExprType.Float ? score : throw Bad(name, "a Float expression");
    }

    /// <summary>The sink's logit, null when there is no such line.</summary>
    public Expr? SinkLogit(string name, DataList data)
    {
        if (!_values.ContainsKey(name))
            return null;
        var sink = Expression(name, data);
        return sink.Type == ExprType.Float && !sink.Reads(ExprVariable.Query) && !sink.Reads(ExprVariable.Key) && !sink.Reads(ExprVariable.Score)
            ? sink
            : throw Bad(name, "a Float expression that reads neither q nor k nor score");
    }

    /// <summary>The low-rank bias, null when there is no such line.</summary>
    public LowRankBias? LowRankBias(string name, DataList data)
    {
        if (!_values.TryGetValue(name, out var text))
            return null;
        var isDeclared = data.Contains(Specs.LowRankBias.QueryFactors) && data.Contains(Specs.LowRankBias.KeyFactors);
        return Specs.LowRankBias.Parse(text) is { } bias && isDeclared
            ? bias
            : throw Bad(name, "a rank from 1 to 128 and perhaps perHead, perSequence, with queryFactors and keyFactors in the data");
    }

    private Expr Expression(string name, DataList data)
    {
        Expr expr;
        try
        {
            expr = ExprText.Parse(_values[name]);
        }
        catch (FormatException malformed)
        {
            throw new FormatException($"Spec text, '{name}': {malformed.Message}", malformed);
        }
        return expr.Data().FirstOrDefault(parameter => !data.Contains(parameter)) is { } unknown
            ? throw Bad(name, $"an expression over the declared data, not '{unknown}'")
            : expr;
    }

    private void Add(string line, int number, IReadOnlyCollection<string> names)
    {
        var at = FormattableString.Invariant($"Spec text, line {number}");
        var blank = line.IndexOf(' ');
        if (blank <= 0)
            throw new FormatException($"{at}: expected 'name value', found '{line}'.");
        var name = line.Substring(0, blank);
        if (!names.Contains(name))
            throw new FormatException($"{at}: unknown name '{name}'; the nearest one is '{Nearest.To(name, names)}'.");
        if (_values.ContainsKey(name))
            throw new FormatException($"{at}: '{name}' is there twice.");
        _values.Add(name, line.Substring(blank + 1));
    }

    private FormatException Bad(string name, string expected) => new($"Spec text, '{name}': expected {expected}, found '{_values[name]}'.");
}
