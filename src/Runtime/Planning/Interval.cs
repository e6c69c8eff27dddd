namespace KernelGen.Planning;

/// <summary>All int32 values from <see cref="Min"/> to <see cref="Max"/>, both included.</summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
readonly struct Interval
{
    /// <summary>The values from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public Interval(int min, int max)
    {
        Min = min;
        Max = max;
    }

    /// <summary>The smallest value.</summary>
    public int Min { get; }

    /// <summary>The largest value.</summary>
    public int Max { get; }
}
