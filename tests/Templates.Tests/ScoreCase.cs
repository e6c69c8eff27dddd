using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Tests;

/// <summary>A query and a key of a head.</summary>
/// <param name="Query">The query's position.</param>
/// <param name="Key">The key's index.</param>
/// <param name="Head">The query head.</param>
/// <param name="Heads">How many query heads there are.</param>
/// <param name="Values">The values of the data.</param>
public readonly record struct ScorePoint(int Query, int Key, int Head, int Heads, object[] Values)
{
    /// <summary>An element of a table.</summary>
    public double Number(int index, int element) => ((float[])Values[index])[element];
}

/// <summary>A score attribute twice: its expression, and the bias of its paper, written without looking at that.</summary>
/// <param name="Name">The attribute with its arguments.</param>
/// <param name="Score">The expression.</param>
/// <param name="Bias">What it adds to a logit.</param>
public sealed record ScoreCase(string Name, Expr Score, Func<ScorePoint, double> Bias)
{
    /// <summary>The data that it declares.</summary>
    public ExprParameter[] Data { get; init; } = [];

    /// <summary>Values of the data for a number of query heads.</summary>
    public Func<int, object[]> Values { get; init; } = _ => [];
}
