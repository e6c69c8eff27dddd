using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

/// <summary>Sessions with planted variants over one database, and what they noted.</summary>
internal sealed class PlantedSession : IDisposable, ITuneProgress
{
    public static readonly SpecEntry Spec = TestSpecs.Entry("Demo.TinyCausal", TestSpecs.Causal);

    /// <summary>The shape that is tuned for where none is given.</summary>
    public static readonly AttentionShape Shape = new(1, 1, 1, 4, 8);

    private readonly TempFolder _folder = new();

    public string Database => _folder["tuning.db"];

    /// <summary>What stays on the screen.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Told of everything that is shown for a moment.</summary>
    public Action<string>? OnUpdate { get; set; }

    public void Dispose() => _folder.Dispose();

    public TuneOutcome Tune(
        PlantedTarget target, IReadOnlyList<AttentionShape>? shapes = null, int threads = 1, ISearchStrategy? strategy = null, CacheState cache = CacheState.Warm,
        double seconds = 0.4, CancellationToken? cancellation = null)
    {
        using var database = TuningDatabaseWriter.Open(Database);
        var options = new TuneOptions { Shapes = shapes ?? [Shape], Budget = TimeSpan.FromSeconds(seconds), Threads = threads, Cache = cache };
        var session = new TuneSession(target, strategy ?? SearchStrategies.Default, database, this, options);
        return session.Tune(new DataSource(Spec, GivenData.None), cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Adds a measurement of a variant for <see cref="Shape"/>.</summary>
    public void Plant(string variant, double microseconds, int samples)
    {
        using var database = TuningDatabaseWriter.Open(Database);
        database.Add(new TuningRow
        {
            Key = new MeasurementAddress(new PlantedTarget(), Spec, 1).Key(variant, Shape),
            SpecName = Spec.Name,
            SpecText = Spec.Text,
            Status = TuningStatus.Ok,
            Shape = ShapeText.Write(Shape),
            Threads = 1,
            Samples = samples,
            Median = microseconds,
            P20 = microseconds,
            P80 = microseconds,
            Times = [.. Enumerable.Repeat(microseconds, samples)],
            MaxError = 0,
            ToolVersion = "1.2.3",
            Time = DateTimeOffset.UtcNow,
            Environment = "test",
        });
    }

    public IReadOnlyList<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(Database);
        return reader?.Rows() ?? [];
    }

    /// <summary>The variants that rank in a bucket, in alphabetical order.</summary>
    public IReadOnlyList<string> Ranked(AttentionShape shape) => [.. BucketRanking.Of(Rows()).Where(one => one.Bucket == ShapeBucket.Of(shape))
        .SelectMany(one => one.Ranked).Select(one => one.Variant).Order()];

    void ITuneProgress.Note(string line) => Notes.Add(line);

    void ITuneProgress.Start(string name, int index, int count, TimeSpan budget)
    {
    }

    void ITuneProgress.Update(string activity) => OnUpdate?.Invoke(activity);
}

/// <summary>A strategy that asks for given rounds.</summary>
internal sealed class ScriptedSearch(params IReadOnlyList<string>[] rounds) : ISearchStrategy
{
    public string Name => "scripted";

    public string Summary => "given rounds";

    public IEnumerable<IReadOnlyList<string>> Rounds(SearchSpace space, SampleLog log) => rounds;
}
