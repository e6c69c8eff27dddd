using System.Diagnostics;
using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;

namespace KernelGen.Tuner.Storage.PostgreSql;

/// <summary>A connection that is made again when the server was away for a moment; what failed is done once more.</summary>
/// <param name="connect">Connects.</param>
/// <param name="patience">For how long that is tried.</param>
internal sealed class LastingConnection(Func<PostgreSqlConnection> connect, Patience patience) : IDisposable
{
    // A server restarts within seconds; asking more often would not make it quicker.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private PostgreSqlConnection _connection = connect();

    /// <summary>What it is connected to.</summary>
    public PostgreSqlAddress Address => _connection.Address;

    /// <summary>Does something with the connection.</summary>
    /// <param name="action">
    /// What to do; told whether it is done again. It may have been done before then: a server can go away between doing it and saying so.
    /// </param>
    /// <exception cref="TuningDatabaseException">It cannot be done, or the server stayed away.</exception>
    public T Do<T>(Func<PostgreSqlConnection, bool, T> action)
    {
        try
        {
            return action(_connection, false);
        }
        catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Unreachable && patience.Longest > TimeSpan.Zero)
        {
            patience.Tell(FormattableString.Invariant($"{error.Message} Waiting for it for up to {patience.Longest.TotalSeconds:0} seconds ..."));
            var result = DoAgain(action);
            patience.Tell($"The {Address} is back; nothing was lost.");
            return result;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private T DoAgain<T>(Func<PostgreSqlConnection, bool, T> action)
    {
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(s_pause))
        {
            try
            {
                _connection.Dispose();
                _connection = connect();
                return action(_connection, true);
            }
            catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Unreachable && watch.Elapsed < patience.Longest)
            {
                // Not yet.
            }
        }
    }
}
