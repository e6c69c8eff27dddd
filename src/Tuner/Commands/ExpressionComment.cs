using System.Text;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Commands;

/// <summary>What became of a spec's predicates, as comments in C#: so the text below them still compiles.</summary>
internal static class ExpressionComment
{
    /// <summary>Data parameters, mask and score, the latter two as C# and as the canonical text has them.</summary>
    public static string Of(AttentionSpec spec)
    {
        var text = new StringBuilder();
        if (spec.Data.Count > 0)
            text.Append($"// data:  {spec.Data}\n");
        Add(text, "mask:  ", spec.Mask);
        if (spec.Score is { } score)
            Add(text, "score: ", score);
        return text.Append('\n').ToString();
    }

    private static void Add(StringBuilder text, string name, Expr expr)
        => text.Append($"// {name}{ScalarCSharp.Print(expr)}\n// {new string(' ', name.Length)}{ExprText.Write(expr)}\n");
}
