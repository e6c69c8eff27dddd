using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>What ptxas says about a kernel.</summary>
internal sealed record AssembledKernel(string Entry, int Registers, int SpillBytes, IReadOnlyList<string> Notes);

/// <summary>NVIDIA's assembler, where it is at hand: named by the variable PTXAS, or found on the PATH.</summary>
internal static partial class Ptxas
{
    public const string Missing = "ptxas is not at hand: set PTXAS to its path, or put it on the PATH.";

    public static string? Path { get; } = Find();

    public static IReadOnlyList<AssembledKernel> Assemble(string text, string target)
        => WithCubin(text, target, (log, _) => Read(log));

    /// <summary>The same, and the machine code where cuobjdump lies beside ptxas.</summary>
    public static (IReadOnlyList<AssembledKernel> Kernels, string? MachineCode) AssembleAndDisassemble(string text, string target)
    {
        var tool = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path!)!, "cuobjdump");
        return WithCubin(text, target, (log, cubin) => (Read(log), File.Exists(tool) ? Run(tool, "-sass", cubin) : null));
    }

    private static T WithCubin<T>(string text, string target, Func<string, string, T> use)
    {
        var file = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.ptx");
        File.WriteAllText(file, text);
        try
        {
            return use(Run(Path!, "-v", "--gpu-name", target, "--output-file", file + ".cubin", file), file + ".cubin");
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".cubin");
        }
    }

    private static string Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var log = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, log);
        return log;
    }

    private static AssembledKernel[] Read(string log)
    {
        string[] notes = [.. log.Split('\n').Where(line => Note().IsMatch(line))];
        return [.. Report().Matches(log).Select(match => new AssembledKernel(
            match.Groups["entry"].Value, Number(match, "registers"), Number(match, "stores") + Number(match, "loads"), notes))];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("Compiling entry function '(?<entry>\\w+)'.*?(?<stores>\\d+) bytes spill stores, (?<loads>\\d+) bytes spill loads.*?Used (?<registers>\\d+) registers", RegexOptions.Singleline)]
    private static partial Regex Report();

    // Whatever it says beside its report: warnings, and remarks on the performance of wgmma and setmaxnreg.
    [GeneratedRegex("warning|wgmma|setmaxnreg|performance", RegexOptions.IgnoreCase)]
    private static partial Regex Note();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("PTXAS") is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"PTXAS names '{named}', which does not exist.", named);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => new[] { "ptxas", "ptxas.exe" }.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
