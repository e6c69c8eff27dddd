using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelGen.Selection;
using KernelGen.Tuner.Search;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>One row as a line of a <see cref="MeasurementFile"/>; the key is not spelled, because its fields make it.</summary>
internal sealed record MeasurementLine(
    string Spec, string SpecName, string Device, string Family, string Variant, int EmitterVersion, string Bucket, string Shape, int Threads,
    string Status, string Message, int Samples, double? MedianMicroseconds, double? P20Microseconds, double? P80Microseconds,
    IReadOnlyList<double> TimesMicroseconds, double? MaxError, string ToolVersion, string Time, string Environment, string Comment, string SpecText)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A wrong result may well be infinitely wrong.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // Every field is there, and there are no others.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The line of a row.</summary>
    public static string Write(TuningRow row) => JsonSerializer.Serialize(
        new MeasurementLine(
            row.Key.SpecHash, row.SpecName, row.Key.DeviceKey, row.Key.Family, row.Key.Variant, row.Key.EmitterVersion, row.Key.Bucket.ToString(),
            row.Shape, row.Threads, TuningStatusText.Of(row.Status), row.Message, row.Samples, row.Median, row.P20, row.P80, row.Times, row.MaxError,
            row.ToolVersion, TuningColumns.Text(row.Time), row.Environment, row.Comment, row.SpecText),
        Json);

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static TuningRow Read(string text)
    {
        try
        {
            return (JsonSerializer.Deserialize<MeasurementLine>(text, Json) ?? throw new FormatException("it holds null")).Row();
        }
        catch (JsonException error)
        {
            throw new FormatException(Reason(error), error);
        }
    }

    private TuningRow Row() => new()
    {
        Key = ReadKey(out var shape),
        SpecName = SpecName,
        SpecText = SpecText,
        Status = TuningStatusText.TryParse(Status, out var status)
            ? status
            : throw Wrong("status", Status, $"one of {string.Join(", ", TuningStatusText.All)}; the closest is '{ClosestName.Of(Status, TuningStatusText.All)}'"),
        Message = Message,
        Shape = ShapeText.Write(shape),
        Threads = Threads,
        Samples = Samples,
        Median = ReadMedian(status),
        P20 = P20Microseconds,
        P80 = P80Microseconds,
        Times = ReadTimes(),
        MaxError = MaxError,
        ToolVersion = ToolVersion,
        Time = DateTimeOffset.TryParseExact(Time, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Wrong("time", Time, "a time such as 2026-01-31T12:00:00.0000000Z"),
        Environment = Environment,
        Comment = Comment,
    };

    // One that contradicts itself would be found by one of its parts and taken by another.
    private TuningKey ReadKey(out AttentionShape shape)
    {
        if (Family != VariantId.Family(Variant))
            throw Wrong("family", Family, $"'{VariantId.Family(Variant)}', that of the variant {Variant}");
        if (!ShapeBucket.TryParse(Bucket, out var bucket))
            throw Wrong("bucket", Bucket, "a bucket such as h8-q1024-k1024");
        shape = ReadShape();
        var own = ShapeBucket.Of(shape);
        // Without a group, as files are from before buckets knew it.
        if (bucket != own && bucket != own with { GroupSize = 1 })
            throw Wrong("bucket", Bucket, $"{own}, that of the shape {Shape}");
        return new TuningKey(Spec, EmitterVersion, Family, Variant, Device, own);
    }

    private AttentionShape ReadShape()
    {
        try
        {
            return ShapeText.Parse("\"shape\"", Shape);
        }
        catch (ToolException error)
        {
            throw new FormatException(error.Message.TrimEnd('.'), error);
        }
    }

    private double? ReadMedian(TuningStatus status) => status != TuningStatus.Ok || (MedianMicroseconds is { } median && median > 0 && double.IsFinite(median))
        ? MedianMicroseconds
        : throw Wrong("medianMicroseconds", MedianMicroseconds is { } given ? Text(given) : "null", $"a time above 0 where \"status\" is \"{Status}\"");

    // Without the library's own place, whose line is always the first.
    private static string Reason(JsonException error)
    {
        var reason = error.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0].TrimEnd('.', ' ');
        return error.Path is { Length: > 1 } path ? $"{reason} (at {path[2..]})" : reason;
    }

    private SampleTimes ReadTimes()
    {
        if (TimesMicroseconds.Any(time => !(time >= 0)))
            throw Wrong("timesMicroseconds", string.Join(", ", TimesMicroseconds.Where(time => !(time >= 0)).Select(time => Text(time))), "a time of 0 or more");
        if (TimesMicroseconds.Count != 0 && TimesMicroseconds.Count != Samples)
            throw Wrong("timesMicroseconds", Text(TimesMicroseconds.Count) + " times", $"one for each of the {Text(Samples)} samples, or none");
        return [.. TimesMicroseconds];
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static FormatException Wrong(string field, string given, string allowed) => new($"\"{field}\" is '{given}'; allowed is {allowed}");
}
