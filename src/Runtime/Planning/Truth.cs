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
