using System.ComponentModel;
using System.Diagnostics;

namespace KernelGen.Tuner.Specs;

/// <summary>Builds a user's project and asks where its assembly lies.</summary>
internal static class ProjectBuilder
{
    private const string Configuration = "Release";

    /// <summary>The project file that an argument means, or null when it means none.</summary>
    /// <exception cref="ToolException">A folder with several projects.</exception>
    public static string? FindProject(string argument)
    {
        if (argument.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            return argument;
        if (!Directory.Exists(argument))
            return null;
        var projects = Directory.GetFiles(argument, "*.csproj");
        return projects.Length switch
        {
            1 => projects[0],
            0 => throw new ToolException($"The folder '{argument}' holds no .csproj; give an assembly, a project or a project's folder."),
            _ => throw new ToolException(
                $"The folder '{argument}' holds several projects; name one of them: "
                    + string.Join(", ", projects.Select(Path.GetFileName).Order()) + "."),
        };
    }

    /// <summary>Builds in Release and returns the path of the assembly.</summary>
    /// <exception cref="ToolException">The build failed; the message holds its output.</exception>
    public static string Build(string project)
    {
        if (!File.Exists(project))
            throw new ToolException($"The project '{project}' does not exist.");
        var (built, output) = DotNet("build", project, "-c", Configuration, "-nologo", "-v", "minimal");
        if (!built)
            throw new ToolException($"'{project}' does not build:\n{output}");
        var (asked, target) = DotNet("msbuild", project, "-getProperty:TargetPath", $"-p:Configuration={Configuration}");
        var path = target.Trim();
        if (!asked || path.Length == 0)
            throw new ToolException($"'{project}' does not say where its assembly lies (TargetPath):\n{target}");
        return path;
    }

    /// <summary>The assembly that an argument means without building anything: of a project, what its last build left; null when there is none.</summary>
    public static string? LastBuilt(string argument)
    {
        if (FindProject(argument) is not { } project)
            return File.Exists(argument) ? AppHost.AssemblyOf(argument) : null;
        var bin = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(project))!, "bin", Configuration);
        return !Directory.Exists(bin)
            ? null
            : Directory.EnumerateFiles(bin, Path.GetFileNameWithoutExtension(project) + ".dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc);
    }

    /// <summary>The version of the .NET SDK; null when it does not run.</summary>
    public static string? SdkVersion()
    {
        try
        {
            return DotNet("--version") is (true, var version) ? version.Trim() : null;
        }
        catch (ToolException)
        {
            return null;
        }
    }

    private static (bool Succeeded, string Output) DotNet(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A build server would outlive the tool and compete with what is about to be measured.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // Warnings on standard error are no part of an answer.
        return process.ExitCode == 0 ? (true, output) : (false, output + errors.Result);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new ToolException($"'{start.FileName}' could not be started ({error.Message}); is the .NET SDK on the PATH?");
        }
    }
}
