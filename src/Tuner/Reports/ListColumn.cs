namespace KernelGen.Tuner.Reports;

/// <summary>A column of a list: what people read under a heading and what programs read under a name.</summary>
/// <typeparam name="T">What a row is about.</typeparam>
/// <param name="Heading">The heading in a table; null for what only programs want to know.</param>
/// <param name="Name">The name in JSON and CSV. Programs depend on it: once published it stays.</param>
/// <param name="Value">What programs read: text, truth, a number, a time, several texts or numbers, or null; see <see cref="ListValue"/>.</param>
/// <param name="Shown">What a table shows; by default the value.</param>
internal sealed record ListColumn<T>(string? Heading, string Name, Func<T, object?> Value, Func<T, string>? Shown = null)
{
    /// <summary>The text in a table.</summary>
    public string Text(T row) => Shown is null ? ListValue.Text(Value(row)) : Shown(row);
}
