using System.Collections;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>The data parameters of a spec in the order of its calls; equal when all of them are.</summary>
public sealed class DataList : IReadOnlyList<ExprParameter>, IEquatable<DataList>
{
    private readonly ExprParameter[] _parameters;

    /// <summary>A list of parameters.</summary>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    public DataList(IEnumerable<ExprParameter> parameters)
    {
        _parameters = [.. parameters];
        if (_parameters.Select(parameter => parameter.Name).Distinct(StringComparer.Ordinal).Count() < _parameters.Length)
            throw new ArgumentException($"Two data parameters have one name: {this}.", nameof(parameters));
    }

    /// <summary>No parameters.</summary>
    public static DataList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _parameters.Length;

    /// <inheritdoc/>
    public ExprParameter this[int index] => _parameters[index];

    /// <inheritdoc/>
    public bool Equals(DataList? other) => other is not null && _parameters.SequenceEqual(other._parameters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataList);

    /// <inheritdoc/>
    public override int GetHashCode() => _parameters.Aggregate(17, (hash, parameter) => unchecked(hash * 31 + parameter.GetHashCode()));

    /// <inheritdoc/>
    public IEnumerator<ExprParameter> GetEnumerator() => ((IEnumerable<ExprParameter>)_parameters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The parameters as a canonical text has them: <c>int[] document, float alpha</c>.</summary>
    public override string ToString() => string.Join(", ", _parameters.Select(parameter => parameter.ToString()));

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is malformed.</summary>
    internal static DataList? Parse(string text)
    {
        var parameters = text.Split([", "], StringSplitOptions.None).Select(ExprParameter.Parse).ToArray();
        if (parameters.Any(parameter => parameter is null))
            return null;
        var names = parameters.Select(parameter => parameter!.Name).Distinct(StringComparer.Ordinal).Count();
        return names == parameters.Length ? new DataList(parameters!) : null;
    }
}
