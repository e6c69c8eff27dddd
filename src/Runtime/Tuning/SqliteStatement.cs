using SQLitePCL;

namespace KernelGen.Tuning;

/// <summary>A prepared statement: bind in order, step, read columns.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt handle) : IDisposable, ITuningColumns
{
    private int _bound;

    /// <summary>Binds the next parameter.</summary>
    public SqliteStatement Bind(string? value)
    {
        connection.Check(value is null ? raw.sqlite3_bind_null(handle, ++_bound) : raw.sqlite3_bind_text(handle, ++_bound, value));
        return this;
    }

    /// <summary>Binds the next parameter.</summary>
    public SqliteStatement Bind(long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, ++_bound, value));
        return this;
    }

    /// <summary>Binds the next parameter; null and NaN become NULL.</summary>
    public SqliteStatement Bind(double? value)
    {
        var code = value is { } number && !double.IsNaN(number)
            ? raw.sqlite3_bind_double(handle, ++_bound, number)
            : raw.sqlite3_bind_null(handle, ++_bound);
        connection.Check(code);
        return this;
    }

    /// <summary>Binds the next parameters: texts, integers (long), numbers (double) or null.</summary>
    public SqliteStatement Bind(IEnumerable<object?> values)
    {
        foreach (var value in values)
        {
            _ = value switch
            {
                string text => Bind(text),
                long integer => Bind(integer),
                _ => Bind((double?)value),
            };
        }
        return this;
    }

    /// <summary>Runs to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        connection.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <inheritdoc/>
    public string Text(int column) => IsNull(column) ? "" : raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <inheritdoc/>
    public long Integer(int column) => raw.sqlite3_column_int64(handle, column);

    /// <inheritdoc/>
    public double? Number(int column) => IsNull(column) ? null : raw.sqlite3_column_double(handle, column);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;
}
