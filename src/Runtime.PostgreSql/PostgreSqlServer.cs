using System.Collections.Concurrent;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>Opens databases on PostgreSQL servers for reading.</summary>
internal sealed class PostgreSqlServer(TimeProvider? clock = null) : ITuningServer
{
    // Every spec reads once. Without this each of them would wait for a dead server until the timeout.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, (long Since, TuningDatabaseException Error)> _unreachable = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public TuningDatabaseReader? Open(string location)
    {
        if (_unreachable.TryGetValue(location, out var failure) && _clock.GetElapsedTime(failure.Since) < Patience)
            throw failure.Error;
        try
        {
            var reader = PostgreSqlReader.OpenDatabase(PostgreSqlAddress.Parse(location));
            _unreachable.TryRemove(location, out _);
            return reader;
        }
        catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Unreachable)
        {
            _unreachable[location] = (_clock.GetTimestamp(), error);
            throw;
        }
    }

    /// <inheritdoc/>
    public string Describe(string location)
        => PostgreSqlAddress.TryParse(location, out var address, out _) ? address.ToString() : "a PostgreSQL database";
}
