using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace KernelGen.Tuning;

/// <summary>
/// The timed runs of a measurement in measuring order, in microseconds, with the six significant digits that are stored. Equal when all
/// of them are, so that rows can be compared.
/// </summary>
[CollectionBuilder(typeof(SampleTimes), nameof(Create))]
internal sealed class SampleTimes : IReadOnlyList<double>, IEquatable<SampleTimes>
{
    // A clock's jitter is far above a millionth of any run.
    private const string Format = "G6";

    private readonly double[] _times;

    private SampleTimes(double[] times) => _times = times;

    /// <summary>No runs, as of a variant that came to nothing and of rows of schema 1, which kept quantiles alone.</summary>
    public static SampleTimes None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _times.Length;

    /// <inheritdoc/>
    public double this[int index] => _times[index];

    /// <summary>Rounds what was measured to the digits that are stored.</summary>
    public static SampleTimes Create(ReadOnlySpan<double> microseconds)
    {
        var times = new double[microseconds.Length];
        for (var i = 0; i < times.Length; i++)
            times[i] = double.Parse(Text(microseconds[i]), CultureInfo.InvariantCulture);
        return new SampleTimes(times);
    }

    /// <summary>Reads the text form back; false when a part of it is no time.</summary>
    public static bool TryParse(string text, out SampleTimes times)
    {
        times = None;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !(values[i] >= 0))
                return false;
        }
        times = new SampleTimes(values);
        return true;
    }

    /// <summary>The text form: numbers with spaces between them.</summary>
    public override string ToString() => string.Join(' ', _times.Select(Text));

    /// <inheritdoc/>
    public bool Equals(SampleTimes? other) => other is not null && _times.AsSpan().SequenceEqual(other._times);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SampleTimes);

    /// <inheritdoc/>
    public override int GetHashCode() => _times.Length == 0 ? 0 : HashCode.Combine(_times.Length, _times[0], _times[^1]);

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_times).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Text(double microseconds) => microseconds.ToString(Format, CultureInfo.InvariantCulture);
}
