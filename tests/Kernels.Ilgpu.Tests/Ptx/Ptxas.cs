using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Kernels.Ilgpu.Tests.Ptx;

/// <summary>NVIDIA's assembler, which knows what a kernel takes of a card: the one of the variable <c>PTXAS</c>, else the one of the path.</summary>
internal static partial class Ptxas
{
    private const string Variable = "PTXAS";

    /// <summary>Where it lies; null when there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Assembles PTX for compute capability 8.0.</summary>
    /// <exception cref="InvalidOperationException">It is refused; the message is the assembler's.</exception>
    public static KernelResources Assemble(string ptx)
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, ptx);
            var start = new ProcessStartInfo(Path!, ["-arch=sm_80", "-O3", "-v", "-o", file + ".cubin", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var report = process.StandardError.ReadToEnd() + output.Result;
            process.WaitForExit();
            return process.ExitCode == 0
                ? Read(report)
                : throw new InvalidOperationException($"ptxas refuses the kernel: {report}\n{ptx}");
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".cubin");
        }
    }

    private static KernelResources Read(string report) => new(
        Number(RegistersPattern().Match(report)), Number(SharedPattern().Match(report)),
        Number(StackPattern().Match(report)), Number(StoresPattern().Match(report)) + Number(LoadsPattern().Match(report)));

    private static int Number(Match match) => match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names a file that does not exist.", named);
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .SelectMany(folder => new[] { "ptxas", "ptxas.exe" }.Select(file => System.IO.Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }

    [GeneratedRegex("Used ([0-9]+) registers")]
    private static partial Regex RegistersPattern();

    [GeneratedRegex("([0-9]+) bytes smem")]
    private static partial Regex SharedPattern();

    [GeneratedRegex("([0-9]+) bytes stack frame")]
    private static partial Regex StackPattern();

    [GeneratedRegex("([0-9]+) bytes spill stores")]
    private static partial Regex StoresPattern();

    [GeneratedRegex("([0-9]+) bytes spill loads")]
    private static partial Regex LoadsPattern();
}
