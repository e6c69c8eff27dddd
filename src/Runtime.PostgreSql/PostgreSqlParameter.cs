using Npgsql;
using NpgsqlTypes;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>Parameters of statements.</summary>
internal static class PostgreSqlParameter
{
    /// <summary>A text, an integer (long), or a number (double, null).</summary>
    public static NpgsqlParameter Of(object? value) => value switch
    {
        // PostgreSQL's texts cannot hold the zero character, which a foreign library's message may.
        string text => new NpgsqlParameter<string> { TypedValue = text.Replace('\0', '\uFFFD'), NpgsqlDbType = NpgsqlDbType.Text },
        long integer => new NpgsqlParameter<long> { TypedValue = integer, NpgsqlDbType = NpgsqlDbType.Bigint },
        double number when !double.IsNaN(number) => new NpgsqlParameter<double> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Double },
        _ => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
    };
}
