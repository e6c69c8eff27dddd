using System.Diagnostics;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Tests;

/// <summary>What one run of the tool gave.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    /// <summary>Runs the tool inside the test process.</summary>
    public static ToolRun InProcess(params IReadOnlyList<string> arguments) => On(ToolTargets.OfMachine, arguments);

    /// <summary>The same with other devices than this machine's.</summary>
    public static ToolRun On(ToolTargets targets, params IReadOnlyList<string> arguments)
    {
        using StringWriter output = new(), error = new();
        var code = Tool.Run(arguments, new ToolConsole(output, error, isTerminal: false), targets);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Starts the tool as a process of its own.</summary>
    public static Process Start(params IEnumerable<string> arguments)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "kernelgen.dll");
        var start = new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    /// <summary>Waits for a process of <see cref="Start"/>.</summary>
    public static ToolRun Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output, error.Result);
    }
}
