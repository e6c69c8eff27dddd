using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Tests;

/// <summary>A query and a key; the query's position is not negative.</summary>
/// <param name="Query">The query's position.</param>
/// <param name="Key">The key's index.</param>
/// <param name="Head">The query head, one of four.</param>
/// <param name="KeyHead">The key head.</param>
/// <param name="Batch">The sequence, one of two.</param>
/// <param name="Length">The number of keys.</param>
/// <param name="Values">The values of the data.</param>
public readonly record struct PatternPoint(int Query, int Key, int Head, int KeyHead, int Batch, int Length, object[] Values)
{
    /// <summary>An array of integers.</summary>
    public int[] Ints(int index) => (int[])Values[index];

    /// <summary>An array of truth values.</summary>
    public bool[] Bools(int index) => (bool[])Values[index];
}

/// <summary>A pattern twice: its expression, and its paper's definition written without looking at that.</summary>
/// <param name="Name">The attribute with its arguments.</param>
/// <param name="Mask">The expression.</param>
/// <param name="Allowed">Whether the query sees the key.</param>
public sealed record PatternCase(string Name, Expr Mask, Func<PatternPoint, bool> Allowed)
{
    /// <summary>A pattern of positions and heads.</summary>
    public PatternCase(string name, Expr mask, Func<int, int, int, int, bool> allowed)
        : this(name, mask, at => allowed(at.Query, at.Key, at.Head, at.Length))
    {
    }

    /// <summary>The data that it declares.</summary>
    public ExprParameter[] Data { get; init; } = [];

    /// <summary>Values of the data for a number of keys, two sequences and four heads.</summary>
    public Func<int, object[]> Values { get; init; } = _ => [];
}
