namespace KernelGen.Planning;

/// <summary>
/// All int32 values from <see cref="Min"/> to <see cref="Max"/>, both included. An operation gives an interval that holds every result
/// over its operands; one that can leave int32 gives <see cref="All"/>, because the values wrap.
/// </summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
readonly partial struct Interval
{
    // Both ends in one word, so that an interval lives in a register; two fields would be written one by one and read together.
    private readonly long _ends;

    /// <summary>The values from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public Interval(int min, int max)
    {
        if (min > max)
            ThrowEmpty(min, max);
        _ends = (uint)min | (long)max << 32;
    }

    /// <summary>Every int32.</summary>
    public static Interval All => new(int.MinValue, int.MaxValue);

    /// <summary>The smallest value.</summary>
    public int Min => (int)_ends;

    /// <summary>The largest value.</summary>
    public int Max => (int)(_ends >> 32);

    /// <summary>Just one value.</summary>
    public static implicit operator Interval(int value) => new(value, value);

    /// <summary>Whether every value of a is below every value of b.</summary>
    public static Truth operator <(Interval a, Interval b) => Ordered(a.Max < b.Min, a.Min >= b.Max);

    /// <summary>Whether every value of a is above every value of b.</summary>
    public static Truth operator >(Interval a, Interval b) => b < a;

    /// <summary>Whether no value of a is above a value of b.</summary>
    public static Truth operator <=(Interval a, Interval b) => Ordered(a.Max <= b.Min, a.Min > b.Max);

    /// <summary>Whether no value of a is below a value of b.</summary>
    public static Truth operator >=(Interval a, Interval b) => b <= a;

    /// <summary>Whether all values are the same one.</summary>
    public static Truth Equal(Interval a, Interval b) => Ordered(a.Min == b.Max && a.Max == b.Min, a.Max < b.Min || b.Max < a.Min);

    /// <summary>Whether no value of a is in b.</summary>
    public static Truth NotEqual(Interval a, Interval b) => Kleene.Not(Equal(a, b));

    /// <summary>The interval as <c>[min, max]</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"[{Min}, {Max}]");

    // Apart, so that the constructor is small enough to be inlined: plans make millions of intervals.
    private static void ThrowEmpty(int min, int max)
        => throw new ArgumentException(
            FormattableString.Invariant($"min is {min}, above max, {max}; an interval is never empty."), nameof(min));

    private static Truth Ordered(bool always, bool never) => always ? Truth.True : never ? Truth.False : Truth.Unknown;
}
