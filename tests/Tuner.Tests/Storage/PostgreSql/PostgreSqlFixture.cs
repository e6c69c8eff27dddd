using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

/// <summary>A PostgreSQL server of the tests' own, where PostgreSQL is installed: in a temporary folder, on a free port, removed afterwards.</summary>
public sealed class PostgreSqlFixture : IDisposable
{
    public const string Password = "pa;ss='wörd";

    private const string Superuser = "kernelgen_tests";

    private readonly ServerPrograms? _programs = ServerPrograms.Find();
    private readonly string _folder = Directory.CreateTempSubdirectory("kernelgen-postgres-").FullName;
    private Process? _server;
    private readonly string? _problem;
    private int _databases;

    public PostgreSqlFixture()
    {
        PostgreSqlTuning.Register();
        _problem = "There is no PostgreSQL on this machine (initdb is neither on the PATH nor in /usr/lib/postgresql).";
        if (_programs is null)
            return;
        _programs.GiveFolder(_folder);
        Port = FreePort();
        var passwordFile = Path.Combine(_folder, "password");
        File.WriteAllText(passwordFile, Password + "\n");
        var made = _programs.Run("initdb", "-D", Data, "-U", Superuser, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync");
        _problem = $"PostgreSQL is installed, but initdb failed: {made}";
        if (!Directory.Exists(Path.Combine(Data, "base")))
            return;
        _problem = Start() ? null : "PostgreSQL is installed, but its server did not start within 30 seconds.";
    }

    public int Port { get; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The connection string of a new database; skips the test where there is no server.</summary>
    public string NewDatabase()
    {
        Require();
        var name = string.Create(CultureInfo.InvariantCulture, $"tuning{Interlocked.Increment(ref _databases)}");
        Execute(Connection("postgres"), $"CREATE DATABASE {name}");
        return Connection(name);
    }

    /// <summary>Starts the server and waits for it.</summary>
    public bool Start()
    {
        _server = _programs!.Start(
            "postgres", "-D", Data, "-k", _folder, "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-F", "-c", "max_connections=60",
            "-c", "logging_collector=off");
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        return WaitUntilReady();
    }

    /// <summary>Stops the server as an administrator does who restarts it: connections are cut, and what was committed stays.</summary>
    public void Stop(string mode = "fast")
    {
        _programs!.Run("pg_ctl", "stop", "-D", Data, "-m", mode, "-w");
        _server!.WaitForExit(TimeSpan.FromSeconds(30));
        _server.Dispose();
        _server = null;
    }

    /// <summary>Skips the test where there is no server.</summary>
    public void Require() => Assert.SkipWhen(_problem is not null, _problem ?? "");

    /// <summary>A connection string.</summary>
    public string Connection(string database, string user = Superuser, string password = Password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = Port, Database = database, Username = user, Password = password, Timeout = 10,
    }.ConnectionString;

    /// <summary>Runs a statement beside the code under test.</summary>
    public static void Execute(string connection, string sql)
    {
        using var source = new NpgsqlSlimDataSourceBuilder(connection + ";Pooling=false").Build();
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row.</summary>
    public static object? Scalar(string connection, string sql)
    {
        using var source = new NpgsqlSlimDataSourceBuilder(connection + ";Pooling=false").Build();
        using var command = source.CreateCommand(sql);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        if (_server is not null)
            Stop("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private bool WaitUntilReady()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(30); Thread.Sleep(100))
        {
            try
            {
                return Scalar(Connection("postgres"), "SELECT 1") is 1;
            }
            catch (NpgsqlException)
            {
                // Still starting.
            }
        }
        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<PostgreSqlFixture>
{
    public const string Name = "PostgreSQL";
}
