using System.CommandLine;
using System.CommandLine.Invocation;
using KernelGen.Devices.Cuda;
using KernelGen.Selection;
using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner;

/// <summary>The command line: parses, runs, and turns every expected failure into a message and an exit code.</summary>
internal static class Tool
{
    /// <summary>Runs one command line.</summary>
    /// <returns>0 done, 1 a check failed, 2 wrong usage or input.</returns>
    public static int Run(IReadOnlyList<string> arguments, ToolConsole console) => Run(arguments, console, ToolTargets.OfMachine);

    /// <summary>Runs one command line with targets of the caller's.</summary>
    /// <returns>0 done, 1 a check failed, 2 wrong usage or input.</returns>
    public static int Run(IReadOnlyList<string> arguments, ToolConsole console, ToolTargets targets)
    {
        PostgreSqlTuning.Register();
        var parsed = ToolCommands.Create(console, targets).Parse(arguments);
        // --help and --version answer even where arguments are missing.
        if (parsed.Action is ParseErrorAction)
            return ReportUsage(parsed, console);
        // Ctrl-C is the tune command's own business: it keeps what was measured instead of being torn down after a grace period.
        var configuration = new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return parsed.Invoke(configuration);
        }
        catch (ToolException error)
        {
            return Fail(console, error.Message, error.ExitCode);
        }
        catch (TuningDatabaseException error)
        {
            return Fail(console, error.Message, ExitCodes.WrongInput);
        }
        catch (CudaException error)
        {
            return Fail(console, error.Message, ExitCodes.WrongInput);
        }
        catch (SpecCompilationException error)
        {
            return Fail(console, error.Message, ExitCodes.CheckFailed);
        }
        catch (OutOfMemoryException)
        {
            return Fail(console, "There is not enough memory for tensors of this shape; give a smaller one.", ExitCodes.WrongInput);
        }
    }

    private static int Fail(ToolConsole console, string message, int code)
    {
        console.Error.WriteLine("error: " + message);
        return code;
    }

    private static int ReportUsage(ParseResult parsed, ToolConsole console)
    {
        foreach (var error in parsed.Errors)
            console.Error.WriteLine("error: " + error.Message);
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(one => one.Name).Concat(command.Options.Select(one => one.Name)).ToList();
        foreach (var token in parsed.UnmatchedTokens)
        {
            if (ClosestName.Of(token, known) is { } closest && ClosestName.Distance(token, closest) <= token.Length / 2)
                console.Error.WriteLine($"       '{token}' is unknown; the closest is '{closest}'.");
        }
        var path = command is RootCommand ? ToolCommands.Name : $"{ToolCommands.Name} {command.Name}";
        console.Error.WriteLine($"Run '{path} --help' for the arguments and examples.");
        return ExitCodes.WrongInput;
    }
}
