using System.CommandLine;
using System.Text.Json;
using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Targets;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class CommandLineTests
{
    private static readonly ToolConsole Silent = new(TextWriter.Null, TextWriter.Null, isTerminal: false);

    public static TheoryData<string> Commands => [.. ToolCommands.Create(Silent, ToolTargets.OfMachine).Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_with_examples(string command)
    {
        var run = ToolRun.InProcess(command, "--help");

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("Examples:");
        run.Output.ShouldContain($"kernelgen {command}");
        run.Output.ShouldContain("Exit codes: 0 done, 1 a check failed, 2 wrong usage or input.");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_is_a_valid_command_line(string command)
    {
        var root = ToolCommands.Create(Silent, ToolTargets.OfMachine);
        foreach (var example in ((ToolCommand)root.Subcommands.Single(one => one.Name == command)).Examples)
        {
            // What comes before the tool's name sets the environment, what comes after '>' is the shell's.
            var line = example[(example.IndexOf("kernelgen ", StringComparison.Ordinal) + "kernelgen ".Length)..].Split(" >")[0];
            root.Parse(line).Errors.Select(error => error.Message).ShouldBeEmpty(example);
        }
    }

    [Fact]
    public void The_root_lists_the_commands()
    {
        var run = ToolRun.InProcess("--help");

        run.Code.ShouldBe(ExitCodes.Done);
        foreach (var command in ToolCommands.Create(Silent, ToolTargets.OfMachine).Subcommands)
            run.Output.ShouldContain($"  {command.Name} ");
    }

    [Theory]
    [InlineData("the closest is 'tune'", "tun")]
    [InlineData("the closest is '--budget'", "tune", "x.dll", "--bugdet", "60s")]
    [InlineData("Required command was not provided")]
    [InlineData("kernelgen emit --help", "emit", "x.dll")]
    [InlineData("Option '--shape' is required", "explain", "x.dll", "Spec")]
    [InlineData("--threads is -2; it must be 0", "tune", "x.dll", "--threads", "-2")]
    [InlineData("--budget is 'soon'", "tune", "x.dll", "--budget", "soon")]
    [InlineData("--budget is '-1s'", "tune", "x.dll", "--budget", "-1s")]
    [InlineData("--shapes 'Hq8,Nq16' lacks Nk", "tune", "x.dll", "--shapes", "Hq8,Nq16")]
    [InlineData("'x.dll' does not exist", "tune", "x.dll")]
    [InlineData("The project 'x.csproj' does not exist", "tune", "x.csproj")]
    [InlineData("--json and --csv are both given", "devices", "--json", "--csv")]
    [InlineData("--target is 'gpu'; the closest is 'ilgpu'", "run", "x.dll", "S", "--q", "q", "--k", "k", "--v", "v", "--out", "o", "--target", "gpu")]
    public void Wrong_usage_exits_with_2_and_says_what_is_allowed(string message, params string[] arguments)
    {
        var run = ToolRun.InProcess(arguments);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Devices_gives_programs_the_list_alone()
    {
        var json = ToolRun.InProcess("devices", "--json");
        using var devices = JsonDocument.Parse(json.Output);
        devices.RootElement[0].GetProperty("key").GetString().ShouldBe(KernelGen.Devices.Cpu.CpuDevice.Current.Key);

        var csv = ToolRun.InProcess("devices", "--csv").Output.Split('\n');
        csv[0].ShouldBe("target,number,key,class,name,description,problem");
        csv[1].ShouldStartWith("cpu,," + KernelGen.Devices.Cpu.CpuDevice.Current.Key);
    }

    [Fact]
    public void Devices_prints_this_processors_key_and_width()
    {
        var run = ToolRun.InProcess("devices");

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain(KernelGen.Devices.Cpu.CpuDevice.Current.Key);
        run.Output.ShouldContain($"{KernelGen.Devices.Cpu.CpuDevice.Current.VectorBits}-bit vectors");
    }
}
