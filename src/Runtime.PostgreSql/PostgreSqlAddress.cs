using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using KernelGen.Selection;
using Npgsql;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>A database on a server, read from a connection string or a URI. Its text never holds the password.</summary>
internal sealed class PostgreSqlAddress
{
    // Shorter than Npgsql's 15 seconds, because a program's first kernel waits for it.
    private const int TimeoutSeconds = 5;

    private const int DefaultPort = 5432;

    private const string Examples = "Host=db;Database=tuning;Username=me or postgres://me@db/tuning";

    private PostgreSqlAddress(NpgsqlConnectionStringBuilder settings) => Settings = settings;

    /// <summary>Everything that Npgsql needs, the password included.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>Reads a location.</summary>
    /// <exception cref="TuningDatabaseException">It is none; the message does not repeat it.</exception>
    public static PostgreSqlAddress Parse(string location) => TryParse(location, out var address, out var reason)
        ? address
        : throw new TuningDatabaseException(TuningDatabaseProblem.Inaccessible, reason);

    /// <summary>Reads a location, or says why it is none without repeating it.</summary>
    public static bool TryParse(string location, [NotNullWhen(true)] out PostgreSqlAddress? address, out string reason)
    {
        address = null;
        reason = "";
        try
        {
            var text = location.Contains("://", StringComparison.Ordinal) ? PostgreSqlUri.ToConnectionString(location) : location;
            var settings = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrWhiteSpace(settings.Host))
                throw new FormatException("it names no host");
            address = new PostgreSqlAddress(WithDefaults(settings));
            return true;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // Npgsql's own message may quote a part of a password that was not escaped.
            var why = error is FormatException { InnerException: null } ? error.Message : Misspelt(location) ?? "it is no list of keyword=value";
            reason = $"The PostgreSQL database is not named well: {why}. It looks like {Examples}.";
            return false;
        }
    }

    /// <summary>For people: database, host and user.</summary>
    public override string ToString()
    {
        var port = Settings.Port == DefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{Settings.Port}");
        var user = Settings.Username is { Length: > 0 } name ? $" as {name}" : "";
        return $"PostgreSQL database '{Settings.Database ?? Settings.Username}' on {Settings.Host}{port}{user}";
    }

    // Connections are few and short, or one for hours; a pool would keep idle ones open on the server.
    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder settings)
    {
        if (!settings.ShouldSerialize("Timeout"))
            settings.Timeout = TimeoutSeconds;
        settings.ApplicationName ??= "KernelGen";
        settings.Pooling = false;
        settings.PersistSecurityInfo = false;
        settings.IncludeErrorDetail = false;
        return settings;
    }

    // Names the right keyword and never what was given.
    private static string? Misspelt(string location)
    {
        string[] known = ["Host", "Port", "Database", "Username", "Password", "Passfile", "SSL Mode", "Root Certificate", "Timeout", "Command Timeout"];
        try
        {
            var given = new DbConnectionStringBuilder { ConnectionString = location };
            foreach (string keyword in given.Keys)
            {
                var closest = ClosestName.Of(keyword, known)!;
                if (ClosestName.Distance(keyword, closest) is > 0 and <= 2)
                    return $"a keyword is misspelt; the closest is '{closest}'";
            }
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
