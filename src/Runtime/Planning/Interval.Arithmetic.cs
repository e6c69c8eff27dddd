namespace KernelGen.Planning;

/// <summary>Arithmetic, computed in 64 bits so that leaving int32 is seen.</summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
readonly partial struct Interval
{
    /// <summary>The sums.</summary>
    public static Interval operator +(Interval a, Interval b) => Wrapped((long)a.Min + b.Min, (long)a.Max + b.Max);

    /// <summary>The differences.</summary>
    public static Interval operator -(Interval a, Interval b) => Wrapped((long)a.Min - b.Max, (long)a.Max - b.Min);

    /// <summary>The negated values.</summary>
    public static Interval operator -(Interval a) => Wrapped(-(long)a.Max, -(long)a.Min);

    /// <summary>The absolute values, wrapping as <see cref="MaskMath.Abs"/> does.</summary>
    public static Interval Abs(Interval a)
        => a.Min >= 0 ? a : a.Max <= 0 ? -a : Wrapped(0, Math.Max(-(long)a.Min, a.Max));

    /// <summary>The products: bilinear, so the extremes stand at corners.</summary>
    public static Interval operator *(Interval a, Interval b)
        => Corners((long)a.Min * b.Min, (long)a.Min * b.Max, (long)a.Max * b.Min, (long)a.Max * b.Max);

    /// <summary>The truncated quotients; a divisor of 0 gives 0, as <see cref="MaskMath.Divide"/> does.</summary>
    public static Interval operator /(Interval a, Interval b)
    {
        // Blocks of positions, asked about for every rectangle of a plan: one divisor, in which the quotient rises.
        if (b.Min == b.Max && b.Min > 0)
            return new Interval(a.Min / b.Min, a.Max / b.Min);
        // Monotone in a, and in b on each side of 0: the extremes stand at the corners of each side.
        Interval? result = b.Min <= 0 && b.Max >= 0 ? new Interval(0, 0) : null;
        if (b.Max > 0)
            result = Join(result, Quotients(a, Math.Max(b.Min, 1), b.Max));
        if (b.Min < 0)
            result = Join(result, Quotients(a, b.Min, Math.Min(b.Max, -1)));
        return result!.Value;
    }

    /// <summary>The remainders, with the sign of a; a divisor of 0 gives a, as <see cref="MaskMath.Remainder"/> does.</summary>
    public static Interval operator %(Interval a, Interval b)
    {
        // As long as the quotient stays, the remainder rises by one from value to value.
        if (b.Min == b.Max && b.Min is not (0 or -1) && a.Min / b.Min == a.Max / b.Min)
            return new Interval(a.Min % b.Min, a.Max % b.Min);
        if (b.Min <= 0 && b.Max >= 0)
            return Hull(a, 0);
        var smallest = Math.Min(Math.Abs((long)b.Min), Math.Abs((long)b.Max));
        if (a.Min > -smallest && a.Max < smallest)
            return a;
        var bound = Math.Max(Math.Abs((long)b.Min), Math.Abs((long)b.Max)) - 1;
        return new Interval((int)Math.Max(Math.Min(a.Min, 0), -bound), (int)Math.Min(Math.Max(a.Max, 0), bound));
    }

    /// <summary>The smaller of each pair.</summary>
    public static Interval Minimum(Interval a, Interval b) => new(Math.Min(a.Min, b.Min), Math.Min(a.Max, b.Max));

    /// <summary>The larger of each pair.</summary>
    public static Interval Maximum(Interval a, Interval b) => new(Math.Max(a.Min, b.Min), Math.Max(a.Max, b.Max));

    /// <summary>The values of <c>condition ? a : b</c>.</summary>
    public static Interval Choose(Truth condition, Interval a, Interval b) => condition switch
    {
        Truth.True => a,
        Truth.False => b,
        _ => Hull(a, b),
    };

    private static Interval Hull(Interval a, Interval b) => new(Math.Min(a.Min, b.Min), Math.Max(a.Max, b.Max));

    private static Interval Join(Interval? a, Interval b) => a is { } some ? Hull(some, b) : b;

    private static Interval Quotients(Interval a, long least, long most)
        => Corners(a.Min / least, a.Min / most, a.Max / least, a.Max / most);

    private static Interval Corners(long a, long b, long c, long d)
        => Wrapped(Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));

    // Where both ends wrap by the same multiple of 2^32, everything between them does: most of all a single value, as in hashes.
    private static Interval Wrapped(long min, long max)
    {
        var (first, last) = unchecked(((int)min, (int)max));
        return (long)last - first == max - min ? new Interval(first, last) : All;
    }
}
