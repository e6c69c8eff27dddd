using Npgsql;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>URIs as PostgreSQL's own tools take them (libpq, "Connection URIs"), of which Npgsql knows nothing.</summary>
internal static class PostgreSqlUri
{
    // libpq's names of parameters and Npgsql's.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
    };

    /// <summary>The connection string of a URI.</summary>
    /// <exception cref="FormatException">It is none; the message repeats nothing that may be secret.</exception>
    public static string ToConnectionString(string location)
    {
        if (!Uri.TryCreate(location.Trim(), UriKind.Absolute, out var uri))
            throw new FormatException("it is no URI (characters such as @, / and # in a password are written as %40, %2F and %23)");
        var settings = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0)
            settings.Host = uri.Host.Trim('[', ']');
        if (uri.Port > 0)
            settings.Port = uri.Port;
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
            settings.Database = Uri.UnescapeDataString(database);
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(settings, parameter.Split('=', 2));
        return settings.ConnectionString;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string[] parameter)
    {
        if (parameter.Length != 2 || !Parameters.TryGetValue(parameter[0], out var keyword))
            throw new FormatException($"a parameter of the URI is unknown; allowed are {string.Join(", ", Parameters.Keys)}");
        try
        {
            // Written "verify-full" there and "VerifyFull" here.
            var value = Uri.UnescapeDataString(parameter[1]);
            settings[keyword] = keyword == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException)
        {
            throw new FormatException($"the URI's parameter {parameter[0]} has no value that is allowed");
        }
    }
}
