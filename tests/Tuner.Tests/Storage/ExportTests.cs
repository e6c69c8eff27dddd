using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

public sealed class ExportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_what_the_generator_reads()
    {
        using var culture = new CommaCulture();

        var (path, count) = ExportFile.Write(_folder.Path, TestRows.Device, [
            TestRows.Row("cpu.simd/q48-k128-w256", 123.45), TestRows.Row("cpu.simd/q24-k64-w256", 150),
            TestRows.Row("cpu.simd/q12-k64-w256", 1, status: TuningStatus.WrongResult)]);

        count.ShouldBe(1);
        Path.GetFileName(path).ShouldBe("cpu-test-cpu-avx2-4c.json");
        File.ReadAllText(path).ShouldBe("""
            {
              "format": "kernelgen-tuning-db 1",
              "device": "cpu:test-cpu:avx2:4c",
              "choices": [
                {
                  "spec": "aaaa",
                  "specName": "Demo.aaaa",
                  "bucket": "h8-q1024-k1024",
                  "variant": "cpu.simd/q48-k128-w256",
                  "medianMicroseconds": 123.4,
                  "runnerUp": "cpu.simd/q24-k64-w256",
                  "emitterVersion": 1,
                  "toolVersion": "1.2.3"
                }
              ]
            }

            """);
    }

    [Fact]
    public void The_order_of_measurements_does_not_show()
    {
        TuningRow[] rows = [
            TestRows.Row("cpu.simd/q48-k128-w256", 10, "bbbb"), TestRows.Row("cpu.simd/q24-k64-w256", 20, "aaaa"),
            TestRows.Row("cpu.simd/q24-k64-w256", 30, "aaaa", heads: 16), TestRows.Row("cpu.simd/q48-k128-w256", 15, "aaaa")];

        var first = Export(rows);

        Export([.. rows.Reverse()]).ShouldBe(first);
        first.IndexOf("Demo.aaaa", StringComparison.Ordinal).ShouldBeLessThan(first.IndexOf("Demo.bbbb", StringComparison.Ordinal));
        first.IndexOf("h16-", StringComparison.Ordinal).ShouldBeLessThan(first.IndexOf("h8-", StringComparison.Ordinal));
    }

    [Fact]
    public void Choices_of_other_specs_stay_and_those_of_the_same_spec_are_replaced()
    {
        Export([TestRows.Row("cpu.simd/q48-k128-w256", 10, "aaaa"), TestRows.Row("cpu.simd/q48-k128-w256", 10, "bbbb")]);

        var merged = Export([TestRows.Row("cpu.simd/q96-k256-w256", 5, "bbbb")]);

        merged.ShouldContain("Demo.aaaa");
        merged.ShouldContain("q96-k256-w256");
        merged.Split("\"bucket\"").Length.ShouldBe(3, "two choices");
    }

    [Fact]
    public void A_choice_whose_variant_turned_out_wrong_goes_even_where_nothing_is_left_to_win()
    {
        var winner = TestRows.Row("cpu.simd/q48-k128-w256", 10);
        Export([winner, TestRows.Row("cpu.simd/q48-k128-w256", 10, "bbbb")]);

        var after = Export([winner, TestRows.Row("cpu.simd/q48-k128-w256", 10, status: TuningStatus.WrongResult)]);

        after.ShouldNotContain("Demo.aaaa");
        after.ShouldContain("Demo.bbbb");
    }

    [Fact]
    public void A_choice_stays_as_long_as_only_others_failed()
    {
        Export([TestRows.Row("cpu.simd/q48-k128-w256", 10)]);

        // As after a search that was interrupted early.
        Export([TestRows.Row("cpu.simd/q24-k64-w256", 0, status: TuningStatus.WrongResult), TestRows.Row("cpu.simd/q6-k64-w256", 0, status: TuningStatus.Infeasible)])
            .ShouldContain("\"variant\": \"cpu.simd/q48-k128-w256\"");
    }

    [Fact]
    public void Only_the_newest_emitters_results_are_exported()
        => Export([TestRows.Row("cpu.simd/q48-k128-w256", 1, emitter: 1), TestRows.Row("cpu.simd/q24-k64-w256", 5, emitter: 2)])
            .ShouldContain("\"variant\": \"cpu.simd/q24-k64-w256\"");

    [Fact]
    public void Emitters_of_different_families_count_their_versions_for_themselves()
    {
        var other = TestRows.Row("cpu.other/q48-k128", 1, emitter: 1);
        Export([other with { Key = other.Key with { Family = "cpu.other" } }, TestRows.Row("cpu.simd/q24-k64-w256", 5, emitter: 2)])
            .ShouldContain("\"variant\": \"cpu.other/q48-k128\"");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{ "format": "kernelgen-tuning-db 9", "device": "x", "choices": [] }""")]
    public void A_file_that_is_no_export_is_not_overwritten(string content)
    {
        var path = Path.Combine(_folder.Path, ExportFile.FileName(TestRows.Device));
        File.WriteAllText(path, content);

        Should.Throw<ToolException>(() => Export([TestRows.Row("cpu.simd/q48-k128-w256", 10)])).Message.ShouldContain(path);

        File.ReadAllText(path).ShouldBe(content);
    }

    [Fact]
    public void The_command_exports_a_device_and_names_the_closest_for_an_unknown_one()
    {
        var database = _folder["tuning.db"];
        using (var writer = TuningDatabaseWriter.Open(database))
            writer.Add(TestRows.Row("cpu.simd/q48-k128-w256", 10));

        var done = ToolRun.InProcess("export", _folder["out"], "--db", database, "--device", TestRows.Device);
        done.Code.ShouldBe(ExitCodes.Done);
        done.Output.ShouldContain("1 choice");
        File.Exists(Path.Combine(_folder["out"], "cpu-test-cpu-avx2-4c.json")).ShouldBeTrue();

        var unknown = ToolRun.InProcess("export", _folder["out"], "--db", database, "--device", "cpu:test-cpu:avx2:8c");
        unknown.Code.ShouldBe(ExitCodes.WrongInput);
        unknown.Error.ShouldContain($"the closest is '{TestRows.Device}'");

        var absent = ToolRun.InProcess("export", _folder["out"], "--db", _folder["absent.db"]);
        absent.Code.ShouldBe(ExitCodes.WrongInput);
        absent.Error.ShouldContain("kernelgen tune");
    }

    private string Export(params IReadOnlyList<TuningRow> rows) => File.ReadAllText(ExportFile.Write(_folder.Path, TestRows.Device, rows).Path);
}
