using System.Diagnostics;
using KernelGen.Tuner.Tests.Storage;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class CompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(" tu", "tune")]
    [InlineData(" best App.dll --bu", "--bucket")]
    [InlineData(" run App.dll Spec --target c", "cpu", "cuda")]
    [InlineData(" show --status t", "timeout", "wrong result")]
    [InlineData(" completion z", "zsh")]
    public void Verbs_options_and_fixed_words_are_offered(string typed, params string[] expected) => expected.ShouldBeSubsetOf(Suggest(typed));

    [Fact]
    public void Specs_are_offered_from_the_assembly_on_the_line_with_their_namespace_where_names_clash()
    {
        Suggest($" explain {TestSpecs.AssemblyPath} T").ShouldContain("TinyCausal");
        Suggest($" tune {TestSpecs.AssemblyPath} --spec ").ShouldContain("Other.Twin");
        Suggest(" tune absent.dll --spec ").ShouldNotContain("TinyCausal");
    }

    [Fact]
    public void Devices_and_buckets_are_offered_from_the_database_on_the_line()
    {
        PlantedResults.Write(_folder["tuning.db"], PlantedResults.Row(PlantedResults.Other, 100));

        Suggest($" show --db {_folder["tuning.db"]} --device cpu").ShouldContain(TestRows.Device);
        Suggest($" best App.dll --db {_folder["tuning.db"]} --bucket ").ShouldContain("h8-q1024-k1024");
    }

    [Fact]
    public void A_damaged_database_offers_nothing_and_says_nothing()
    {
        File.WriteAllText(_folder["tuning.db"], new string('x', 5000));

        var typed = $" show --db {_folder["tuning.db"]} --device cpu";

        var run = ToolRun.InProcess($"[suggest:{typed.Length}]", typed);

        (run.Code, run.Output.Trim(), run.Error).ShouldBe((ExitCodes.Done, "", ""));
    }

    [Fact]
    public void An_unknown_shell_gets_the_closest()
    {
        var run = ToolRun.InProcess("completion", "zhs");

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain("the closest is 'zsh', allowed are bash, zsh, pwsh, fish");
    }

    [Theory]
    [InlineData("bash", "-n")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public void The_script_of_a_shell_is_one_that_the_shell_can_read(string shell, string check)
    {
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed.");
        File.WriteAllText(_folder["script"], ToolRun.InProcess("completion", shell).Output);

        Run(shell, check, _folder["script"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("kernelgen tu", "tune")]
    [InlineData("kernelgen show --status wr", "wrong\\ result")]
    [InlineData("kernelgen explain ASSEMBLY Ti", "TinyCausal")]
    [InlineData("kernelgen show --db DATABASE --device cpu:te", "test-cpu:avx2:4c")]
    [InlineData("kernelgen tune ", "")]
    public void Bash_completes_with_the_script(string line, string expected)
    {
        Assert.SkipUnless(IsInstalled("bash"), "bash is not installed.");
        PlantedResults.Write(_folder["tuning.db"], PlantedResults.Row(PlantedResults.Other, 100));
        line = line.Replace("ASSEMBLY", TestSpecs.AssemblyPath, StringComparison.Ordinal).Replace("DATABASE", _folder["tuning.db"], StringComparison.Ordinal);
        // The tool as a command, the script, and what bash sets before it calls the function.
        File.WriteAllText(_folder["script"], $$"""
            kernelgen() { dotnet "{{Path.Combine(AppContext.BaseDirectory, "kernelgen.dll")}}" "$@"; }
            {{ToolRun.InProcess("completion", "bash").Output}}
            COMP_LINE='{{line}}' COMP_POINT=${#COMP_LINE}
            COMP_WORDS=(${COMP_LINE})
            COMP_POINT=${#COMP_LINE}
            _kernelgen
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        Run("bash", _folder["script"]).Trim().ShouldBe(expected);
    }

    private static IReadOnlyList<string> Suggest(string typed)
    {
        var run = ToolRun.InProcess($"[suggest:{typed.Length}]", typed);
        run.Code.ShouldBe(ExitCodes.Done, run.Error);
        return run.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsInstalled(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }
}
