using System.Data;
using Npgsql;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>An open connection: the few calls that tuning needs, with failures as <see cref="TuningDatabaseException"/>s.</summary>
internal sealed class PostgreSqlConnection : IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private PostgreSqlConnection(PostgreSqlAddress address, NpgsqlDataSource source, NpgsqlConnection connection)
    {
        Address = address;
        _source = source;
        _connection = connection;
    }

    /// <summary>What it is connected to.</summary>
    public PostgreSqlAddress Address { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="TuningDatabaseException">The server cannot be reached or refuses.</exception>
    public static PostgreSqlConnection Open(PostgreSqlAddress address)
    {
        // The slim one is made for trimming; encryption and single sign-on are what a server may ask for.
        var builder = new NpgsqlSlimDataSourceBuilder(address.Settings.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        var source = builder.Build();
        try
        {
            return new PostgreSqlConnection(address, source, source.OpenConnection());
        }
        catch (Exception error) when (PostgreSqlFailure.Describe(address, error) is { } failure)
        {
            source.Dispose();
            throw failure;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement; parameters are $1, $2 and so on.</param>
    /// <param name="values">Texts, integers (long), numbers (double) or null.</param>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params IEnumerable<object?> values) => Guarded(() =>
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    });

    /// <summary>The first column of the first row; 0 when there is none or it is NULL.</summary>
    public long Scalar(string sql, params IEnumerable<object?> values) => Guarded(() =>
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar() is long value ? value : 0;
    });

    /// <summary>Reads every row of a query.</summary>
    public void Read(string sql, IEnumerable<object?> values, Action<ITuningColumns> row) => Guarded(() =>
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var columns = new PostgreSqlColumns(reader);
        while (reader.Read())
            row(columns);
        return 0;
    });

    /// <summary>Runs an action in a transaction.</summary>
    public void InTransaction(Action action) => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction(IsolationLevel.ReadCommitted);
        action();
        transaction.Commit();
        return 0;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _source.Dispose();
    }

    private NpgsqlCommand Command(string sql, IEnumerable<object?> values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
            command.Parameters.Add(PostgreSqlParameter.Of(value));
        return command;
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (PostgreSqlFailure.Describe(Address, error) is { } failure)
        {
            throw failure;
        }
    }
}
