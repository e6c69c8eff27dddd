namespace KernelGen.Templates.Expressions;

/// <summary>An expression over vectors of keys, and what it needs before the loops over the rows and over the keys.</summary>
/// <param name="Constants">What is the same for all queries and keys, before the loop over the rows; only of scores.</param>
/// <param name="Rows">The rows of tensors that it reads: they depend on the query and not on the key.</param>
/// <param name="Invariants">Declarations of what else does not depend on the key; only of scores.</param>
/// <param name="Value">The value, in terms of both.</param>
public sealed record VectorText(
    IReadOnlyList<VectorConstant> Constants, IReadOnlyList<VectorRow> Rows, IReadOnlyList<string> Invariants, string Value)
{
    /// <summary>Everything that comes before the loop over the keys.</summary>
    public IEnumerable<string> Declarations => Rows.Select(row => row.Declaration).Concat(Invariants);
}

/// <summary>A local that holds a row of a tensor.</summary>
/// <param name="Type">Its C# type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it holds.</param>
public sealed record VectorRow(string Type, string Name, string Value)
{
    /// <summary>The local's declaration.</summary>
    public string Declaration => $"{Type} {Name} = {Value};";
}

/// <summary>A scalar that a score function needs.</summary>
/// <param name="Type">Its C# type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">C# in terms of <c>in MaskScope scope</c>.</param>
public sealed record VectorConstant(string Type, string Name, string Value);
