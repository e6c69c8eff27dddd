using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

public sealed class PostgreSqlAddressTests
{
    [Theory]
    [InlineData("Host=db;Database=tuning")]
    [InlineData("database=tuning; SERVER = db")]
    [InlineData("postgres://me@db/tuning")]
    [InlineData("POSTGRESQL://db")]
    public void A_connection_string_or_a_URI_is_no_file(string location) => TuningDatabaseLocation.IsOnServer(location).ShouldBeTrue();

    [Theory]
    [InlineData("tuning.db")]
    [InlineData("/home/host/tuning.db")]
    [InlineData("C:\\hosts\\tuning.db")]
    [InlineData("./Host=db")]
    [InlineData("host.db")]
    [InlineData("host")]
    public void A_file_is_no_server(string location) => TuningDatabaseLocation.IsOnServer(location).ShouldBeFalse();

    [Theory]
    [InlineData("Host=db;Port=5433;Database=tuning;Username=me;Password=Secret1", "PostgreSQL database 'tuning' on db:5433 as me")]
    [InlineData("Host=db;Database=tuning", "PostgreSQL database 'tuning' on db")]
    [InlineData("postgres://me:Secret1@db:5433/tuning", "PostgreSQL database 'tuning' on db:5433 as me")]
    [InlineData("postgresql://me:Secret1@db/tuning?sslmode=verify-full&connect_timeout=3", "PostgreSQL database 'tuning' on db as me")]
    [InlineData("postgres:///tuning?host=/var/run/postgresql&user=me", "PostgreSQL database 'tuning' on /var/run/postgresql as me")]
    [InlineData("postgres://a%40b:Sec%2Fret1@[::1]/t%20u", "PostgreSQL database 't u' on ::1 as a@b")]
    public void An_address_is_described_without_its_password(string location, string text)
    {
        PostgreSqlAddress.Parse(location).ToString().ShouldBe(text);
        new PostgreSqlServer().Describe(location).ShouldBe(text);
    }

    [Fact]
    public void A_URI_means_what_it_means_to_PostgreSQL()
    {
        var settings = PostgreSqlAddress.Parse("postgres://me:a%3Ab%40c@db:6000/tuning?sslmode=verify-full&connect_timeout=3&application_name=x").Settings;

        (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password).ShouldBe(("db", 6000, "tuning", "me", "a:b@c"));
        (settings.SslMode, settings.Timeout, settings.ApplicationName).ShouldBe((Npgsql.SslMode.VerifyFull, 3, "x"));
    }

    [Fact]
    public void A_program_does_not_wait_long_for_a_dead_server_unless_told_to()
    {
        PostgreSqlAddress.Parse("Host=db").Settings.Timeout.ShouldBe(5);
        PostgreSqlAddress.Parse("Host=db;Timeout=60").Settings.Timeout.ShouldBe(60);
        PostgreSqlAddress.Parse("Host=db").Settings.Pooling.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Host=db;Pasword=Secret1", "the closest is 'Password'")]
    [InlineData("Host=db;Databse=Secret1", "the closest is 'Database'")]
    [InlineData("Host=db;Password=Secret1;x", "looks like")]
    [InlineData("Host=;Password=Secret1", "names no host")]
    [InlineData("Host=db;Port=Secret1", "looks like")]
    [InlineData("postgres://me:Secret1@/tuning", "looks like")]
    [InlineData("postgres://me:Secret1#x@db/tuning", "looks like")]
    [InlineData("postgres://db/tuning?pasword=Secret1", "allowed are host, port")]
    [InlineData("postgres://db/tuning?sslmode=Secret1", "parameter sslmode")]
    public void What_is_no_address_is_refused_without_repeating_it(string location, string message)
    {
        var error = Should.Throw<TuningDatabaseException>(() => PostgreSqlAddress.Parse(location));

        error.Message.ShouldContain(message);
        error.Message.ShouldContain("Host=db;Database=tuning");
        error.ToString().ShouldNotContain("Secret1");
        new PostgreSqlServer().Describe(location).ShouldBe("a PostgreSQL database");
        var argument = Should.Throw<ArgumentException>(() => PostgreSqlTuning.Use(location));
        argument.ParamName.ShouldBe("connection");
        argument.Message.ShouldNotContain("Secret1");
    }
}
