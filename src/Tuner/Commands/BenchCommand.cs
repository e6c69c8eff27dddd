using System.CommandLine;
using System.Globalization;
using KernelGen.Devices.Cpu;
using KernelGen.Tuner.Benchmarking;
using KernelGen.Tuner.Reports;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen bench</c>.</summary>
internal static class BenchCommand
{
    private const int DefaultRounds = 15;

    private static readonly Listing<BenchResult> Columns = new(
        new("Case", "case", one => one.Case.Name),
        new("Shape", "shape", one => $"{one.Case.Shape} D{one.Case.Spec.HeadDim.ToString(CultureInfo.InvariantCulture)}"),
        new("Variant", "variant", one => one.Variant),
        new("ms", "medianMicroseconds", one => one.Seconds * 1e6, one => Number(one.Seconds * 1e3, "0.00")),
        new("GFLOP/s", "gflops", one => one.Gflops, one => Number(one.Gflops, "0.0")),
        new("GB/s of K and V", "gigabytesPerSecond", one => one.Case.IsDecode ? one.Gigabytes : null,
            one => one.Case.IsDecode ? Number(one.Gigabytes, "0.0") : ""),
        new("Share of ceiling", "ceilingPercent", one => one.CeilingShare * 100, one => Number(one.CeilingShare * 100, "0.0") + " %"),
        new("Ceiling", "ceiling", one => one.Case.IsDecode ? one.ReadGigabytes : one.FmaGflops,
            one => one.Case.IsDecode ? Number(one.ReadGigabytes, "0.0") + " GB/s" : Number(one.FmaGflops, "0.0") + " GFLOP/s"),
        new(null, "ceilingUnit", one => one.Case.IsDecode ? "GB/s" : "GFLOP/s"),
        new("x float32", "timesFloat32", one => one.Float32Seconds / one.Seconds, one => Ratio(one.Float32Seconds, one.Seconds, "0.00")),
        new("x loop", "timesLoop", one => one.Gflops / one.LoopGflops, one => Ratio(one.Gflops, one.LoopGflops, "0.0")),
        new("x TensorPrimitives", "timesTensorPrimitives", one => one.Gflops / one.PrimitivesGflops, one => Ratio(one.Gflops, one.PrimitivesGflops, "0.0")));

    public static Command Create(ToolConsole console)
    {
        var cases = new Option<string>("--case")
        {
            Description = $"Only the case of this name, or those whose names contain it. Cases: {string.Join(", ", BenchCases.All.Select(one => one.Name))}.",
            HelpName = "text",
            DefaultValueFactory = _ => "",
        };
        cases.CompletionSources.Add([.. BenchCases.All.Select(one => one.Name)]);
        var threads = CommonOptions.Threads();
        var rounds = new Option<int>("--rounds")
        {
            Description = "Interleaved rounds; the medians count.",
            HelpName = "n",
            DefaultValueFactory = _ => DefaultRounds,
        };
        rounds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var given) && given < 1)
                result.AddError($"--rounds is {given}; it must be at least 1.");
        });
        var command = new ToolCommand(
            "bench",
            "Measures the kernels of well-known problems on this machine: GFLOP/s, share of the ceiling measured in the same run, and how many "
                + "times as fast as in float32 and as hand-written C#.",
            "kernelgen bench --threads 1",
            "kernelgen bench --case causal --rounds 31 --csv")
        {
            cases, threads, rounds,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed => Run(
            lists.Console(parsed, console), BenchCases.Matching(parsed.GetRequiredValue(cases)), parsed.GetValue(threads), parsed.GetValue(rounds)));
        return command;
    }

    private static int Run(ToolConsole console, IReadOnlyList<BenchCase> cases, int threads, int rounds)
    {
        var count = threads > 0 ? threads : Environment.ProcessorCount;
        console.Notes.WriteLine($"{CpuDevice.Current.Describe()}; {count} threads; medians of {rounds} interleaved rounds");
        var runner = new BenchRunner(count, rounds);
        var results = new List<BenchResult>();
        foreach (var test in cases)
        {
            console.Error.WriteLine($"measuring {test.Name} ...");
            results.Add(runner.Run(test));
        }
        Columns.Write(console, results);
        console.Notes.WriteLine("The hand-written ones run on one thread. Ceilings: multiply-adds from registers and the first-level cache, or reading memory.");
        return ExitCodes.Done;
    }

    // Empty where one of the two was not run.
    private static string Ratio(double ours, double theirs, string format) => double.IsNaN(ours / theirs) ? "" : Number(ours / theirs, format);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
