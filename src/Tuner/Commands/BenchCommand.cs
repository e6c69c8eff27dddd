using System.CommandLine;
using System.Globalization;
using KernelGen.Devices.Cpu;
using KernelGen.Tuner.Benchmarking;
using Spectre.Console;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen bench</c>.</summary>
internal static class BenchCommand
{
    private const int DefaultRounds = 15;

    public static Command Create(ToolConsole console)
    {
        var cases = new Option<string>("--case")
        {
            Description = $"Only the case of this name, or those whose names contain it. Cases: {string.Join(", ", BenchCases.All.Select(one => one.Name))}.",
            HelpName = "text",
            DefaultValueFactory = _ => "",
        };
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
                + "times as fast as hand-written C#.",
            "kernelgen bench --threads 1",
            "kernelgen bench --case causal --rounds 31")
        {
            cases, threads, rounds,
        };
        command.SetAction(parsed => Run(
            console, BenchCases.Matching(parsed.GetRequiredValue(cases)), parsed.GetValue(threads), parsed.GetValue(rounds)));
        return command;
    }

    private static int Run(ToolConsole console, IReadOnlyList<BenchCase> cases, int threads, int rounds)
    {
        var count = threads > 0 ? threads : Environment.ProcessorCount;
        console.Output.WriteLine($"{CpuDevice.Current.Describe()}; {count} threads; medians of {rounds} interleaved rounds");
        var runner = new BenchRunner(count, rounds);
        var table = new Table().AddColumns(
            "Case", "Shape", "Variant", "ms", "GFLOP/s", "GB/s of K and V", "Share of ceiling", "Ceiling", "x loop", "x TensorPrimitives");
        foreach (var test in cases)
        {
            console.Error.WriteLine($"measuring {test.Name} ...");
            AddRow(table, runner.Run(test));
        }
        console.Ansi().Write(table);
        console.Output.WriteLine("The hand-written ones run on one thread. Ceilings: multiply-adds from registers and the first-level cache, or reading memory.");
        return ExitCodes.Done;
    }

    private static void AddRow(Table table, BenchResult result)
    {
        var decode = result.Case.IsDecode;
        table.AddRow(
            result.Case.Name,
            $"{result.Case.Shape} D{result.Case.Spec.HeadDim.ToString(CultureInfo.InvariantCulture)}",
            result.Variant,
            Number(result.Seconds * 1e3, "0.00"),
            Number(result.Gflops, "0.0"),
            decode ? Number(result.Gigabytes, "0.0") : "",
            Number(result.CeilingShare * 100, "0.0") + " %",
            decode ? Number(result.ReadGigabytes, "0.0") + " GB/s" : Number(result.FmaGflops, "0.0") + " GFLOP/s",
            Ratio(result.Gflops, result.LoopGflops),
            Ratio(result.Gflops, result.PrimitivesGflops));
    }

    private static string Ratio(double ours, double theirs) => double.IsNaN(theirs) ? "" : Number(ours / theirs, "0.0");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
