using KernelGen.Selection;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Turns what happened to a variant into a row and stores it at once.</summary>
/// <param name="database">Where to.</param>
/// <param name="target">Emitters and device.</param>
/// <param name="spec">The spec.</param>
/// <param name="threads">Threads of every run.</param>
/// <param name="comment">The user's remark.</param>
internal sealed class MeasurementRecorder(TuningDatabaseWriter database, ITuningTarget target, SpecEntry spec, int threads, string comment)
{
    private readonly string _environment = ToolEnvironment.Describe(target.Environment);

    /// <summary>What a variant's measurement for a shape is filed under.</summary>
    public TuningKey Key(string variant, in AttentionShape shape)
        => new(spec.Hash, target.EmitterVersion(variant), VariantId.Family(variant), variant, target.DeviceKey, ShapeBucket.Of(shape));

    /// <summary>Stores that a variant came to nothing.</summary>
    public void Failed(string variant, in AttentionShape shape, TuningStatus status, string message, double? maxError = null)
        => database.Add(Row(variant, shape) with { Status = status, Message = message, MaxError = maxError });

    /// <summary>Stores the first samples of a measurement.</summary>
    /// <returns>The row's id.</returns>
    public long Begin(string variant, in AttentionShape shape, SampleSet samples, double maxError)
        => database.Add(Timed(Row(variant, shape) with { MaxError = maxError }, samples));

    /// <summary>Stores all samples so far.</summary>
    public void Continue(long id, string variant, in AttentionShape shape, SampleSet samples)
        => database.Update(id, Timed(Row(variant, shape), samples));

    /// <summary>Stores the last word on a measurement: its quantiles without what slow rounds had added to all variants, beside the times as they were.</summary>
    public void Finish(long id, string variant, in AttentionShape shape, SampleSet samples, SampleSet corrected)
        => database.Update(id, Timed(Row(variant, shape), corrected) with { Times = [.. samples.Times] });

    private TuningRow Row(string variant, in AttentionShape shape) => new()
    {
        Key = Key(variant, shape),
        SpecName = spec.Name,
        SpecText = spec.Text,
        Status = TuningStatus.Ok,
        Shape = ShapeText.Write(shape),
        Threads = threads == 0 ? Environment.ProcessorCount : threads,
        ToolVersion = ToolEnvironment.Version,
        Time = DateTimeOffset.UtcNow,
        Environment = _environment,
        Comment = comment,
    };

    private static TuningRow Timed(TuningRow row, SampleSet samples)
        => row with { Samples = samples.Count, Median = samples.Median, P20 = samples.P20, P80 = samples.P80, Times = [.. samples.Times] };
}
