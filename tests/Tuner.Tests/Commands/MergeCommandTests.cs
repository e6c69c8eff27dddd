using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class MergeCommandTests : IDisposable
{
    private static readonly TuningRow Laptop = TestRows.Row("cpu.simd/q48-k128-w256", 100);
    private static readonly TuningRow Server = TestRows.Row("cpu.simd/q48-k128-w512", 10, device: "cpu:server:avx512:64c");
    private static readonly TuningRow Gpu = TestRows.Row("cpu.simd/q24-k64-w256", 1, device: "cuda:gpu:9.0:132mp");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Databases_and_files_of_several_machines_are_united_and_left_as_they_are()
    {
        var laptop = TestStore.Fill(_folder["laptop.db"], Laptop);
        var server = TestStore.Fill(_folder["server.db"], Server, Laptop);
        MeasurementFile.Write(_folder["gpu.jsonl"], [Gpu]);

        var run = ToolRun.InProcess("merge", laptop, server, _folder["gpu.jsonl"], "--into", _folder["all.db"], "--csv");

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldBe($"source,measurements,added\n{laptop},1,1\n{server},2,1\n{_folder["gpu.jsonl"]},1,1\n");
        run.Error.ShouldContain("Added 3 of 4 measurements");
        TestStore.Rows(_folder["all.db"]).ShouldBe([Laptop, Server, Gpu], ignoreOrder: true);
        TestStore.Rows(laptop).ShouldBe([Laptop]);
    }

    [Fact]
    public void Merging_twice_or_into_a_source_changes_nothing()
    {
        var laptop = TestStore.Fill(_folder["laptop.db"], Laptop);

        ToolRun.InProcess("merge", laptop, laptop, "--into", laptop).Output.ShouldContain("Added 0 of 2 measurements");

        TestStore.Rows(laptop).ShouldBe([Laptop]);
    }

    [Fact]
    public void A_source_of_the_old_schema_is_read_as_it_is()
    {
        OldDatabases.CreateVersion1(_folder["old.db"], Laptop.Key);

        ToolRun.InProcess("merge", _folder["old.db"], "--into", _folder["all.db"]).Code.ShouldBe(ExitCodes.Done);

        TestStore.Rows(_folder["all.db"]).Single().Comment.ShouldBe("old remark");
        using var connection = SqliteConnection.OpenReadOnly(_folder["old.db"]);
        connection.Scalar("PRAGMA user_version").ShouldBe(1);
    }

    [Fact]
    public void A_wrong_source_leaves_everything_as_it_was()
    {
        var laptop = TestStore.Fill(_folder["laptop.db"], Laptop);
        var broken = _folder["broken.jsonl"];
        File.WriteAllText(broken, "{\"format\":\"kernelgen-measurements 1\"}\n{}\n");
        File.WriteAllText(_folder["noise.db"], new string('x', 5000));

        foreach (var (wrong, message) in new[] { (broken, "line 2"), (_folder["noise.db"], "damaged"), (_folder["absent.db"], "no measurements") })
        {
            var run = ToolRun.InProcess("merge", laptop, wrong, "--into", _folder["all.db"]);
            run.Code.ShouldBe(ExitCodes.WrongInput);
            run.Error.ShouldContain(wrong);
            run.Error.ShouldContain(message);
        }
        File.Exists(_folder["all.db"]).ShouldBeFalse();
    }
}
