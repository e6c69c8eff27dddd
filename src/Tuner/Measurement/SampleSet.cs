namespace KernelGen.Tuner.Measurement;

/// <summary>The timed runs of one variant, in microseconds.</summary>
internal sealed class SampleSet
{
    private readonly List<double> _sorted = [];
    private readonly List<double> _times = [];

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Count;

    /// <summary>All of them, in measuring order.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>The middle one, or the mean of the two middle ones.</summary>
    public double Median => Quantile(0.5);

    /// <summary>A fifth of them are smaller.</summary>
    public double P20 => Quantile(0.2);

    /// <summary>A fifth of them are larger.</summary>
    public double P80 => Quantile(0.8);

    /// <summary>Adds one.</summary>
    public void Add(double microseconds)
    {
        _times.Add(microseconds);
        var index = _sorted.BinarySearch(microseconds);
        _sorted.Insert(index < 0 ? ~index : index, microseconds);
    }

    /// <summary>Takes the last one back.</summary>
    public void RemoveLast()
    {
        _sorted.Remove(_times[^1]);
        _times.RemoveAt(_times.Count - 1);
    }

    /// <summary>The quantile, interpolated between neighbours.</summary>
    /// <exception cref="InvalidOperationException">There are no samples.</exception>
    public double Quantile(double share)
    {
        if (_sorted.Count == 0)
            throw new InvalidOperationException("A quantile needs at least one sample.");
        var position = share * (_sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, _sorted.Count - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}
