using System.Diagnostics;
using System.Reflection;
using Shouldly;

namespace KernelGen.Samples.Tests;

/// <summary>The sample that references ILGPU is outside of the solution, so it is built here: against the contract, or a real ILGPU.</summary>
public sealed class IlgpuSampleTests
{
    private const string Setting = "IlgpuAssembly";

    private static readonly string s_root = Metadata("RepositoryRoot");
    private static readonly string s_configuration = Metadata("Configuration");

    [Fact]
    public void The_sample_builds_runs_and_passes_its_check()
    {
        var given = Environment.GetEnvironmentVariable(Setting);
        var ilgpu = string.IsNullOrEmpty(given) ? Path.Combine(s_root, "tests", "IlgpuContract", "bin", s_configuration, "net10.0", "ILGPU.dll") : given;
        var sample = Path.Combine(s_root, "samples", "Ilgpu");
        // What the sample needs of the repository was built with these tests.
        var (built, log) = DotNet(
            "build", sample, "-c", s_configuration, "-nologo", "-v", "quiet", "-p:BuildProjectReferences=false", $"-p:{Setting}={Path.GetFullPath(ilgpu)}");
        built.ShouldBe(0, log);

        var (code, table) = DotNet(Path.Combine(sample, "bin", s_configuration, "net10.0", "IlgpuSample.dll"));

        code.ShouldBe(0, table);
        table.ShouldContain("PASS: every kernel is within the error rule");
        table.ShouldContain("ilgpu.simt/q");
    }

    private static (int Code, string Output) DotNet(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A build server would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static string Metadata(string key)
        => typeof(IlgpuSampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
