using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Tests;

/// <summary>The values of a pattern's data, as the evaluator reads them.</summary>
internal sealed class PatternValues(ExprParameter[] parameters, object[] values) : IExprData
{
    public int Length(string name) => ((Array)Of(name)).Length;

    public IReadOnlyList<int> Lengths(string name) => throw new ArgumentException($"'{name}' is no tensor.", nameof(name));

    public double Value(string name, int index) => Of(name) switch
    {
        int[] numbers => numbers[index],
        float[] numbers => numbers[index],
        bool[] truths => truths[index] ? 1 : 0,
        int number => number,
        _ => throw new ArgumentException($"'{name}' has values that no pattern has.", nameof(name)),
    };

    private object Of(string name) => values[Array.FindIndex(parameters, parameter => parameter.Name == name)];
}
