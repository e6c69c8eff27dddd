using System.Diagnostics;

namespace KernelGen.PtxMachine.Tests;

/// <summary>
/// Where the environment variable PTXAS names NVIDIA's assembler, every kernel of these tests must pass it too, so that the machine is not
/// tested with text that no GPU would take. Without it, nothing is checked.
/// </summary>
internal static class Assembler
{
    private static readonly string? Path = Environment.GetEnvironmentVariable("PTXAS");

    public static void Check(string text, string target = "sm_90a")
    {
        if (string.IsNullOrEmpty(Path))
            return;
        var file = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            using var process = Process.Start(new ProcessStartInfo(Path, ["-arch", target, file, "-o", file + ".cubin"]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, errors + "\n" + text);
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".cubin");
        }
    }
}
