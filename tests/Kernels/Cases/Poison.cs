namespace KernelGen.Kernels.Cases;

/// <summary>
/// What is written over keys that are masked: every key that no row sees, and the last quarter of the keys. Rows that do see a poisoned
/// key are not compared; all the others must not notice.
/// </summary>
public enum Poison
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Not a number.</summary>
    NaN,

    /// <summary>Infinity, of both signs.</summary>
    Infinity,

    /// <summary>1000: finite, but it wins every maximum that it enters.</summary>
    Thousand,
}
