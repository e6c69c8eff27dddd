namespace KernelGen.Planning;

/// <summary>Three-valued (Kleene) logic: what is known of a predicate over a whole rectangle.</summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
enum Truth
{
    /// <summary>False everywhere.</summary>
    False = 0,

    /// <summary>Not proven either way.</summary>
    Unknown = 1,

    /// <summary>True everywhere.</summary>
    True = 2,
}

/// <summary>Kleene's connectives. False, Unknown and True are 0, 1 and 2, so "and" is the minimum and "or" the maximum.</summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
static class Kleene
{
    /// <summary>What is known of a plain condition.</summary>
    public static Truth Known(bool value) => value ? Truth.True : Truth.False;

    /// <summary>The opposite.</summary>
    public static Truth Not(Truth a) => (Truth)(2 - (int)a);

    /// <summary>Both.</summary>
    public static Truth All(Truth a, Truth b) => a < b ? a : b;

    /// <summary>All three.</summary>
    public static Truth All(Truth a, Truth b, Truth c) => All(All(a, b), c);

    /// <summary>All four.</summary>
    public static Truth All(Truth a, Truth b, Truth c, Truth d) => All(All(a, b), All(c, d));

    /// <summary>Either.</summary>
    public static Truth Any(Truth a, Truth b) => a > b ? a : b;

    /// <summary>Any of three.</summary>
    public static Truth Any(Truth a, Truth b, Truth c) => Any(Any(a, b), c);

    /// <summary>Any of four.</summary>
    public static Truth Any(Truth a, Truth b, Truth c, Truth d) => Any(Any(a, b), Any(c, d));

    /// <summary>Whether both have the same value.</summary>
    public static Truth Same(Truth a, Truth b)
        => a == Truth.Unknown || b == Truth.Unknown ? Truth.Unknown : Known(a == b);

    /// <summary>What is known of <c>condition ? a : b</c>.</summary>
    public static Truth Choose(Truth condition, Truth a, Truth b) => condition switch
    {
        Truth.True => a,
        Truth.False => b,
        _ => a == b ? a : Truth.Unknown,
    };
}
