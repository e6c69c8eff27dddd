using Npgsql;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>The columns of the row that a reader stands on.</summary>
internal sealed class PostgreSqlColumns(NpgsqlDataReader reader) : ITuningColumns
{
    /// <inheritdoc/>
    public string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);

    /// <inheritdoc/>
    public long Integer(int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);

    /// <inheritdoc/>
    public double? Number(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
