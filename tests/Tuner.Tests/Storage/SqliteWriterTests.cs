using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("this is no database at all, just some text that is long enough to be read as a header of a page")]
    [InlineData("")]
    public void A_damaged_file_is_set_aside_and_its_bytes_stay(string content)
    {
        System.IO.File.WriteAllText(File, content);

        using (var writer = TuningDatabaseWriter.Open(File))
        {
            writer.Add(TestRows.Row("cpu.simd/q48-k128-w512", 1));
            // An empty file is a new database, for SQLite and for us.
            if (content.Length == 0)
                writer.SetAside.ShouldBeNull();
            else
                System.IO.File.ReadAllText(writer.SetAside.ShouldNotBeNull()).ShouldBe(content);
        }

        using var reader = TuningDatabaseReader.Open(File)!;
        reader.Rows().Count.ShouldBe(1);
    }

    [Fact]
    public void Damage_in_the_middle_of_a_file_is_found_and_two_damaged_files_get_two_names()
    {
        var asides = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            using (var writer = TuningDatabaseWriter.Open(File))
            {
                for (var i = 0; i < 200; i++)
                    writer.Add(TestRows.Row($"cpu.simd/q{i}-k64-w512", i + 1));
            }
            var bytes = System.IO.File.ReadAllBytes(File);
            bytes.AsSpan(4096, bytes.Length - 4096).Fill(0x5a);
            System.IO.File.WriteAllBytes(File, bytes);

            using var reopened = TuningDatabaseWriter.Open(File);
            asides.Add(reopened.SetAside.ShouldNotBeNull());
            System.IO.File.ReadAllBytes(asides[^1]).ShouldBe(bytes);
        }
        asides.Distinct().Count().ShouldBe(2);
        asides.ShouldAllBe(aside => System.IO.Path.GetFileName(aside).StartsWith("tuning.db.corrupt-"));
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        TuningDatabaseWriter.Open(File).Dispose();
        using (var connection = SqliteConnection.OpenReadWrite(File))
        {
            connection.Execute("PRAGMA user_version = 7");
            connection.Execute("PRAGMA journal_mode = DELETE");
        }
        var bytes = System.IO.File.ReadAllBytes(File);

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseWriter.Open(File));

        error.Problem.ShouldBe(TuningDatabaseProblem.NewerSchema);
        error.Message.ShouldContain("schema 7");
        error.Message.ShouldContain("Update KernelGen");
        Directory.GetFiles(_folder.Path).ShouldBe([File]);
        System.IO.File.ReadAllBytes(File).ShouldBe(bytes);
        ToolRun.InProcess("show", "--db", File).Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        using (var connection = SqliteConnection.OpenReadWrite(File))
            connection.Execute("CREATE TABLE bookmark (address TEXT)");
        var bytes = System.IO.File.ReadAllBytes(File);

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseWriter.Open(File));

        error.Problem.ShouldBe(TuningDatabaseProblem.Foreign);
        Directory.GetFiles(_folder.Path).ShouldBe([File]);
        System.IO.File.ReadAllBytes(File).ShouldBe(bytes);
    }

    [Fact]
    public void A_tuner_of_the_old_schema_goes_on_while_the_file_is_migrated()
    {
        var key = TestRows.Row("cpu.simd/q48-k128-w512", 1).Key;
        OldDatabases.CreateVersion1(File, key);
        using var tuner = SqliteConnection.OpenReadWrite(File);

        TuningDatabaseWriter.Open(File).Dispose();

        OldDatabases.AddVersion1(tuner, key with { Variant = "cpu.simd/q96-k256-w512" });
        using var reader = TuningDatabaseReader.Open(File)!;
        reader.Rows().Count.ShouldBe(2);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_with_the_way_out()
    {
        // A file where a folder should be cannot be written by anybody, root included.
        System.IO.File.WriteAllText(_folder["occupied"], "");
        var path = System.IO.Path.Combine(_folder["occupied"], "tuning.db");

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseWriter.Open(path));

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("--db");
        error.Message.ShouldContain(TuningDatabaseLocation.Variable);
        var run = ToolRun.InProcess("tune", TestSpecs.AssemblyPath, "--db", path);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain(path);
    }

    [Fact]
    public void Writing_through_a_read_only_connection_is_a_clear_error()
    {
        TuningDatabaseWriter.Open(File).Dispose();
        using var connection = SqliteConnection.OpenReadOnly(File);

        var error = Should.Throw<TuningDatabaseException>(() => connection.Execute("DELETE FROM measurement"));

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("cannot be written");
    }
}
