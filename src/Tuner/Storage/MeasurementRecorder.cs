using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Turns what happened to a variant into a row and stores it at once.</summary>
/// <param name="database">Where to; asked for when there is something to store.</param>
/// <param name="target">Emitters and device.</param>
/// <param name="spec">The spec.</param>
/// <param name="threads">Threads of every run.</param>
/// <param name="comment">The user's remark.</param>
internal sealed class MeasurementRecorder(Lazy<TuningDatabaseWriter> database, ITuningTarget target, SpecEntry spec, int threads, string comment)
{
    private readonly string _environment = ToolEnvironment.Describe(target.Environment);

    private readonly MeasurementAddress _address = new(target, spec, threads);

    /// <summary>The same with a database that is open.</summary>
    public MeasurementRecorder(TuningDatabaseWriter database, ITuningTarget target, SpecEntry spec, int threads, string comment)
        : this(new Lazy<TuningDatabaseWriter>(database), target, spec, threads, comment)
    {
    }

    /// <summary>Stores that a variant came to nothing.</summary>
    public void Failed(string variant, in AttentionShape shape, TuningStatus status, string message, double? maxError = null)
        => database.Value.Add(Row(variant, shape) with { Status = status, Message = message, MaxError = maxError });

    /// <summary>Stores the first samples of a measurement.</summary>
    /// <returns>The row's id.</returns>
    public long Begin(string variant, in AttentionShape shape, SampleSet samples, double maxError)
        => database.Value.Add(Timed(Row(variant, shape) with { MaxError = maxError }, samples));

    /// <summary>Stores all samples so far.</summary>
    /// <returns>The row's id, which is another one when the row was deleted meanwhile.</returns>
    public long Continue(long id, string variant, in AttentionShape shape, SampleSet samples, double maxError)
        => database.Value.Update(id, Timed(Row(variant, shape) with { MaxError = maxError }, samples));

    /// <summary>Stores the last word on a measurement: its quantiles without what slow rounds had added to all variants, beside the times as they were.</summary>
    public void Finish(long id, string variant, in AttentionShape shape, SampleSet samples, SampleSet corrected, double maxError)
        => database.Value.Update(id, Timed(Row(variant, shape) with { MaxError = maxError }, corrected) with { Times = [.. samples.Times] });

    private TuningRow Row(string variant, in AttentionShape shape) => new()
    {
        Key = _address.Key(variant, shape),
        SpecName = spec.Name,
        SpecText = spec.Text,
        Status = TuningStatus.Ok,
        Shape = _address.Problem(shape).Shape,
        Threads = _address.Problem(shape).Threads,
        ToolVersion = ToolEnvironment.Version,
        Time = DateTimeOffset.UtcNow,
        Environment = _environment,
        Comment = comment,
    };

    private static TuningRow Timed(TuningRow row, SampleSet samples)
        => row with { Samples = samples.Count, Median = samples.Median, P20 = samples.P20, P80 = samples.P80, Times = [.. samples.Times] };
}
