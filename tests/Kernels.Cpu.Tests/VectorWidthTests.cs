using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using KernelGen.Kernels.Cases;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>The width follows the hardware, also when the environment takes instruction sets away.</summary>
public sealed partial class VectorWidthTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public void The_variant_that_runs_has_the_widest_vectors_of_this_process()
    {
        (VectorWidths.Expected ?? VectorWidths.Widest).ShouldBe(VectorWidths.Widest);
        var spec = Specs.Causal64();
        string? variant = null;
        var shape = new AttentionShape(1, 2, 1, 33, 65);
        var (q, k, v, o) = Specs.Arrays(shape, 64);

        spec.Forward(q, k, v, o, shape, new AttentionOptions { Explain = report => variant = report.Variant });

        variant.ShouldNotBeNull().ShouldEndWith(string.Create(CultureInfo.InvariantCulture, $"-w{VectorWidths.Widest}"));
        var reference = new double[o.Length];
        spec.Reference(q, k, v, reference, shape);
        o.Zip(reference, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public Task Without_AVX512_the_kernels_with_256_bits_run()
        // The name before .NET 10 had an F at its end; a runtime ignores the one it does not know.
        => RunAgain(Math.Min(VectorWidths.Widest, 256), "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F");

    [Fact]
    public Task Without_AVX2_the_kernels_with_128_bits_run()
        => RunAgain(128, "DOTNET_EnableAVX2");

    /// <summary>Runs a small selection of the suite and the width test above in a child of this program.</summary>
    private static async Task RunAgain(int expectedWidth, params string[] disabled)
    {
        Assert.SkipWhen(VectorWidths.Expected is not null, "A child does not start children.");
        var start = new ProcessStartInfo(HostPath(), Arguments()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in disabled)
            start.Environment[name] = "0";
        start.Environment[VectorWidths.ExpectedVariable] = expectedWidth.ToString(CultureInfo.InvariantCulture);
        start.Environment[CaseSelection.Switch] = CaseSelection.Small;

        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!child.WaitForExit(s_patience))
        {
            child.Kill(entireProcessTree: true);
            throw new TimeoutException($"The run with {expectedWidth} bits did not end within {s_patience}.");
        }

        var text = await output + await errors;
        child.ExitCode.ShouldBe(0, text);
        var total = TotalPattern().Match(text);
        total.Success.ShouldBeTrue(text);
        int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThan(10, text);
    }

    private static string HostPath()
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(VectorWidthTests).Assembly.GetName().Name!);
        return OperatingSystem.IsWindows() ? program + ".exe" : program;
    }

    private static string[] Arguments()
        => [.. new[] { typeof(VectorWidthTests), typeof(SimdFloat32Tests), typeof(SimdFloat16Tests), typeof(SimdBFloat16Tests), typeof(SimdFloat8E4M3Tests) }
            .SelectMany(type => new[] { "-class", type.FullName! })];

    [GeneratedRegex("Total: *([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex TotalPattern();
}
