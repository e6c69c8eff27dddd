using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace KernelGen.Tuner.Reports;

/// <summary>
/// What every command prints that has a list to print: a table, a JSON array of objects, or CSV, from one description of its columns.
/// </summary>
/// <typeparam name="T">What a row is about.</typeparam>
/// <param name="columns">The columns from left to right.</param>
internal sealed class Listing<T>(params IReadOnlyList<ListColumn<T>> columns)
{
    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IReadOnlyList<ListColumn<T>> _columns = Distinct(columns);

    /// <summary>Prints rows in the console's format.</summary>
    public void Write(ToolConsole console, IReadOnlyList<T> rows)
    {
        switch (console.Format)
        {
            case ListFormat.Json:
                console.Output.Write(ToJson(rows) + "\n");
                break;
            case ListFormat.Csv:
                console.Output.Write(ToCsv(rows));
                break;
            default:
                console.Ansi().Write(ToTable(rows));
                break;
        }
    }

    /// <summary>The rows as an array of objects whose members are named after the columns.</summary>
    public string ToJson(IReadOnlyList<T> rows)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Json))
        {
            json.WriteStartArray();
            foreach (var row in rows)
                WriteObject(json, row);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>The names of the columns, then the rows, as RFC 4180 quotes them; lines end as everywhere in the tool's output.</summary>
    public string ToCsv(IReadOnlyList<T> rows)
    {
        var text = new StringBuilder();
        AppendLine(text, _columns.Select(column => column.Name));
        foreach (var row in rows)
            AppendLine(text, _columns.Select(column => ListValue.Text(column.Value(row))));
        return text.ToString();
    }

    // Whoever reads JSON or CSV finds a field by its name.
    private static IReadOnlyList<ListColumn<T>> Distinct(IReadOnlyList<ListColumn<T>> columns)
        => columns.GroupBy(column => column.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new ArgumentException($"{nameof(columns)} has '{twice.Key}' {twice.Count()} times; every column needs a name of its own.", nameof(columns))
            : columns;

    private Table ToTable(IReadOnlyList<T> rows)
    {
        var shown = _columns.Where(column => column.Heading is not null).ToList();
        var table = new Table();
        foreach (var column in shown)
        {
            var heading = new TableColumn(Markup.Escape(column.Heading!));
            table.AddColumn(HoldsNumbers(column, rows) ? heading.RightAligned() : heading);
        }
        foreach (var row in rows)
            table.AddRow([.. shown.Select(column => Markup.Escape(column.Text(row)))]);
        return table;
    }

    private static bool HoldsNumbers(ListColumn<T> column, IReadOnlyList<T> rows)
        => ListValue.IsNumber(rows.Select(column.Value).FirstOrDefault(value => value is not null));

    private void WriteObject(Utf8JsonWriter json, T row)
    {
        json.WriteStartObject();
        foreach (var column in _columns)
        {
            json.WritePropertyName(column.Name);
            ListValue.Write(json, column.Value(row));
        }
        json.WriteEndObject();
    }

    private static void AppendLine(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields.Select(Quoted)).Append('\n');

    // RFC 4180, section 2, rules 5 to 7.
    private static string Quoted(string field)
        => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
