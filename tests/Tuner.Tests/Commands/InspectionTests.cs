using System.Text.Json;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class InspectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Show_filters_and_prints_a_table()
    {
        Fill();

        var all = ToolRun.InProcess("show", "--db", Database);
        all.Output.ShouldContain("2 measurements");
        all.Output.ShouldContain("1234.5 us");

        var wrong = ToolRun.InProcess("show", "--db", Database, "--status", "wrong result");
        wrong.Output.ShouldContain("1 measurement\n");
        wrong.Output.ShouldNotContain("q48");

        ToolRun.InProcess("show", "--db", Database, "--history").Output.ShouldContain("3 measurements");
        ToolRun.InProcess("show", "--db", Database, "--bucket", "h8-q1024-k1024", "--status", "timeout").Output.ShouldContain("0 measurements");
    }

    [Fact]
    public void Show_gives_valid_JSON_in_every_culture()
    {
        using var culture = new CommaCulture();
        Fill();

        var run = ToolRun.InProcess("show", "--db", Database, "--json", "--variant", "q48");

        using var json = JsonDocument.Parse(run.Output);
        var row = json.RootElement[0];
        row.GetProperty("medianMicroseconds").GetDouble().ShouldBe(1234.5);
        row.GetProperty("specText").GetString().ShouldBe("text of aaaa");
        row.GetProperty("comment").GetString().ShouldBe("naïve; \"quoted\" 'too'");
        row.EnumerateObject().Select(member => member.Name).ShouldBeUnique();
    }

    [Fact]
    public void Explain_gives_programs_one_row_with_the_steps()
    {
        using var culture = new CommaCulture();

        var run = ToolRun.InProcess("explain", TestSpecs.AssemblyPath, "TinyCausal", "--shape", "Hq8,Nq1000,Nk1000", "--db", _folder["absent.db"], "--json");

        using var json = JsonDocument.Parse(run.Output);
        var row = json.RootElement[0];
        row.GetProperty("specName").GetString().ShouldBe("Demo.TinyCausal");
        row.GetProperty("layer").GetString().ShouldBe("analytic default");
        row.GetProperty("steps").EnumerateArray().Last().GetString().ShouldBe(row.GetProperty("reason").GetString());
        row.GetProperty("emitted")[0].GetString().ShouldBe("cpu.simd/q24-k64-w512");
    }

    [Fact]
    public void Notes_and_progress_go_to_standard_error_where_a_program_reads_the_list()
    {
        var run = ToolRun.InProcess(
            "tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--budget", "1s", "--shapes", "Hq1,Nq16,Nk16", "--db", Database, "--csv");

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.Split('\n')[0].ShouldStartWith("specName,device,bucket,variant,medianMicroseconds,runnerUp,");
        run.Output.Split('\n')[1].ShouldStartWith($"Demo.TinyCausal,{KernelGen.Devices.Cpu.CpuDevice.Current.Key},h1-q16-k16,cpu.simd/");
        run.Error.ShouldContain("[1/1] Demo.TinyCausal");
        run.Error.ShouldContain("Tuning on ");
    }

    [Theory]
    [InlineData("the closest is 'wrong result'", "--status", "wrong")]
    [InlineData("a bucket looks like", "--bucket", "8x1024")]
    [InlineData("--bucket is 'h8-q1024-k102', which was not measured; the closest is 'h8-q1024-k1024'", "--bucket", "h8-q1024-k102")]
    [InlineData("--spec is 'bbbb', which no measurement's contains; the closest is 'Demo.aaaa'", "--spec", "bbbb")]
    [InlineData("--device is 'avx512'", "--device", "avx512", "--spec", "aaaa")]
    [InlineData("--variant is 'q49'", "--variant", "q49", "--history")]
    public void Show_refuses_wrong_filters(string message, params string[] options)
    {
        Fill();

        var run = ToolRun.InProcess(["show", "--db", Database, .. options]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void Show_says_where_it_looked_when_there_is_no_database()
    {
        var run = ToolRun.InProcess("show", "--db", _folder["absent.db"]);

        run.Error.ShouldContain(_folder["absent.db"]);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void Explain_tells_what_every_layer_said()
    {
        var run = ToolRun.InProcess("explain", TestSpecs.AssemblyPath, "TinyCausal", "--shape", "Hq8,Nq1000,Nk1000", "--db", _folder["absent.db"]);

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("There is no tuning database");
        run.Output.ShouldContain("The cost model prefers");
        run.Output.ShouldContain("h8-q1024-k1024");
    }

    [Fact]
    public void Explain_reports_a_damaged_database_and_goes_on_without_it()
    {
        File.WriteAllText(Database, "nonsense, and long enough to be taken for the first page of a file by whoever reads it");

        var run = ToolRun.InProcess("explain", TestSpecs.AssemblyPath, "TinyCausal", "--shape", "Hq8,Nq1000,Nk1000", "--db", Database);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("The tuning database was ignored");
        File.ReadAllText(Database).ShouldStartWith("nonsense");
    }

    [Fact]
    public void Emit_prints_the_source_of_a_variant()
    {
        var run = ToolRun.InProcess("emit", TestSpecs.AssemblyPath, "HalfDense", "--variant", "cpu.simd/q24-k64-w256");

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("partial class HalfDense");
        run.Output.ShouldContain("\"cpu.simd/q24-k64-w256\"");
        run.Output.ShouldNotContain("W512");
    }

    [Fact]
    public void Emit_prints_the_source_of_an_ILGPU_kernel_without_ILGPU()
    {
        var run = ToolRun.InProcess("emit", TestSpecs.AssemblyPath, "HalfDense", "--target", "ilgpu");

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("partial class HalfDense_Ilgpu");
        run.Output.ShouldContain("\"ilgpu.simt/q");
    }

    private void Fill()
    {
        using var writer = TuningDatabaseWriter.Open(Database);
        writer.Add(TestRows.Row("cpu.simd/q48-k128-w256", 2000));
        writer.Add(TestRows.Row("cpu.simd/q48-k128-w256", 1234.5));
        writer.Add(TestRows.Row("cpu.simd/q24-k64-w256", 1, status: TuningStatus.WrongResult) with { MaxError = double.PositiveInfinity });
    }
}
