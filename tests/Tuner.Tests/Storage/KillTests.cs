using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>Fifty processes that write as tuners do, several at a time on one file, each killed at a moment of chance.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 10, WritersPerRound = 5;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whenever_tuners_are_killed_nothing_is_lost_but_what_was_in_flight()
    {
        var database = _folder["tuning.db"];
        var random = new Random(2);
        var acknowledged = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var writers = Enumerable.Range(0, WritersPerRound)
                .Select(i => new WriterProcess(database, FormattableString.Invariant($"round{round}-{i}"), 60))
                .ToList();
            // Some die while they start, create the file or wait for each other, most of them while they write.
            if (round % 5 != 0)
                SpinWait.SpinUntil(() => writers.All(writer => writer.Stored.Count > 0), TimeSpan.FromSeconds(30)).ShouldBeTrue();
            foreach (var writer in writers)
            {
                Thread.Sleep(random.Next(round % 5 == 0 ? 150 : 60));
                writer.Kill();
            }

            // Opening for writing checks the whole file.
            using (var sound = TuningDatabaseWriter.Open(database))
                sound.SetAside.ShouldBeNull();
            foreach (var writer in writers)
            {
                acknowledged += writer.Stored.Count;
                RequireAll(database, writer);
                writer.Dispose();
            }
        }

        acknowledged.ShouldBeGreaterThan(Rounds * WritersPerRound);
        Directory.GetFiles(_folder.Path).ShouldAllBe(path => !path.Contains("corrupt"));
    }

    private static void RequireAll(string database, WriterProcess writer)
    {
        using var reader = TuningDatabaseReader.Open(database)!;
        var rows = reader.Rows(writer.Spec).ToDictionary(row => row.Key.Variant);
        foreach (var (number, samples) in writer.Stored)
            rows[FormattableString.Invariant($"cpu.simd/q{number}-k64-w512")].Times.Count.ShouldBeGreaterThanOrEqualTo(samples);
        // What was in flight is one row or one sample; it came through whole or not at all.
        rows.Count.ShouldBeInRange(writer.Stored.Count, writer.Stored.Count + 1);
        rows.Values.ShouldAllBe(row => row.Times.Count == row.Samples);
    }
}
