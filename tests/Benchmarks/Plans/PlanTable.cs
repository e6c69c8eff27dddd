using System.Globalization;
using KernelGen.Benchmarks.Masks;
using KernelGen.Planning;
using KernelGen.Tuner.Measurement;
using Spectre.Console;

namespace KernelGen.Benchmarks.Plans;

/// <summary>How long tile plans of long sequences take, on one thread and on all, from nothing: tables of the data included, no cache.</summary>
internal static class PlanTable
{
    private const int Length = 65536;

    // Where a hash says which blocks are seen, a plan costs the area, not the boundary.
    private const int HashedLength = 16384;
    private const int QueryTile = 64;
    private const int KeyTile = 128;
    private const int Rounds = 31;

    // What a plan may take: bytes for each query tile and for each run.
    private const int BytesPerTile = 64;
    private const int BytesPerRun = 8;

    private static readonly (string Name, int Length, CompiledSpec Spec, CaseData Data)[] s_cases =
    [
        ("causal", Length, Causal64.Compiled, CaseData.None),
        ("window of 4096 keys", Length, LongWindow64.Compiled, CaseData.None),
        ("documents, 100", Length, Documents64.Compiled, CaseData.Of(MaskCases.Documents(Length, 100))),
        ("neighborhood 13 x 13 of 256 x 256", Length, Neighborhood64.Compiled, CaseData.None),
        ($"BigBird, {HashedLength}", HashedLength, BigBird64.Compiled, CaseData.None),
    ];

    /// <summary>Builds every plan and prints the table.</summary>
    public static void Print()
    {
        Console.WriteLine($"{Length} queries and keys unless it is said, tiles of {QueryTile} x {KeyTile}; medians of {Rounds} rounds.");
        var table = new Table().AddColumns("Mask", "ms, first", "ms", "Spread", $"ms, {Environment.ProcessorCount} threads", "Full", "Partial", "Non-empty tiles", "Runs", "Bytes", "Allowed");
        foreach (var (name, length, spec, data) in s_cases)
            AddRow(table, name, length, spec, data.Call);
        AnsiConsole.Write(table);
    }

    private static void AddRow(Table table, string name, int length, CompiledSpec spec, CallData data)
    {
        var scope = new MaskScope(length, length, 0, 0, 0, 0) { Data = data };
        var (first, milliseconds, together) = (new SampleSet(), new SampleSet(), new SampleSet());
        // With what the compiler takes for this mask; all others at the code's final speed.
        var plan = Time(first, spec, scope, 1);
        var jit = new JitActivity();
        while (!jit.IsQuiet)
            Build(spec, scope, Environment.ProcessorCount);
        for (var round = 0; round < Rounds; round++)
        {
            plan = Time(milliseconds, spec, scope, 1);
            Time(together, spec, scope, Environment.ProcessorCount);
        }
        var runs = Enumerable.Range(0, plan.QueryTiles).Sum(tile => plan.Runs(tile).Length);
        var (full, partial) = (plan.Statistics.Full, plan.Statistics.Partial);
        table.AddRow(
            name, Number(first.Median, "0.000"), Number(milliseconds.Median, "0.000"), $"{Number(milliseconds.P20, "0.000")} to {Number(milliseconds.P80, "0.000")}",
            Number(together.Median, "0.000"), Number(full, "0"), Number(partial, "0"), Number(plan.Statistics.WorkShare * 100, "0.00") + " %", Number(runs, "0"),
            Number(plan.Bytes, "0"), Number((long)BytesPerTile * plan.QueryTiles + (long)BytesPerRun * runs, "0"));
    }

    private static TilePlan Time(SampleSet samples, CompiledSpec spec, in MaskScope scope, int threads)
    {
        var start = TimeProvider.System.GetTimestamp();
        var plan = Build(spec, scope, threads);
        samples.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        return plan;
    }

    // A cache of its own, because the cache is what makes the tables of the data.
    private static TilePlan Build(CompiledSpec spec, in MaskScope scope, int threads)
        => new PlanCache(spec.Classifier).Get(scope, QueryTile, KeyTile, threads);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
