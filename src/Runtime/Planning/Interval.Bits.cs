namespace KernelGen.Planning;

/// <summary>Shifts and bitwise operations, by the bits that all values of an interval share.</summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
readonly partial struct Interval
{
    /// <summary>The complements.</summary>
    public static Interval operator ~(Interval a) => new(~a.Max, ~a.Min);

    /// <summary>The values shifted left, counts taken modulo 32.</summary>
    public static Interval operator <<(Interval a, Interval count)
    {
        var (least, most) = Counts(count);
        return Corners((long)a.Min << least, (long)a.Min << most, (long)a.Max << least, (long)a.Max << most);
    }

    /// <summary>The values shifted right with their sign, counts taken modulo 32.</summary>
    public static Interval operator >>(Interval a, Interval count)
    {
        var (least, most) = Counts(count);
        return Corners(a.Min >> least, a.Min >> most, a.Max >> least, a.Max >> most);
    }

    /// <summary>The bitwise ands.</summary>
    public static Interval operator &(Interval a, Interval b)
    {
        var result = FromBits(a.CertainOnes & b.CertainOnes, a.PossibleOnes & b.PossibleOnes);
        // Clearing bits of a non-negative value cannot raise it.
        var max = Math.Min(a.Min >= 0 ? a.Max : int.MaxValue, b.Min >= 0 ? b.Max : int.MaxValue);
        return new Interval(result.Min, Math.Min(result.Max, max));
    }

    /// <summary>The bitwise ors.</summary>
    public static Interval operator |(Interval a, Interval b) => ~(~a & ~b);

    /// <summary>The bitwise exclusive ors.</summary>
    public static Interval operator ^(Interval a, Interval b)
    {
        var unknown = a.UnknownBits | b.UnknownBits;
        var known = (a.Min ^ b.Min) & ~unknown;
        return FromBits(known, known | unknown);
    }

    // The bits from the highest one in which the two ends differ on down: over the interval they take both values.
    private int UnknownBits
    {
        get
        {
            var bits = (uint)(Min ^ Max);
            for (var shift = 1; shift < 32; shift *= 2)
                bits |= bits >> shift;
            return (int)bits;
        }
    }

    private int CertainOnes => Min & ~UnknownBits;

    private int PossibleOnes => Min | UnknownBits;

    private static Interval FromBits(int certain, int possible)
        => certain < 0 || possible >= 0
            ? new Interval(certain, possible)
            // The sign is open: the smallest value has it, the largest has not.
            : new Interval(certain | int.MinValue, possible & int.MaxValue);

    private static (int Least, int Most) Counts(Interval count)
    {
        if (count.Min == count.Max)
            return (count.Min & 31, count.Min & 31);
        return count.Min >= 0 && count.Max <= 31 ? (count.Min, count.Max) : (0, 31);
    }
}
