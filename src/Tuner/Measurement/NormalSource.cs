namespace KernelGen.Tuner.Measurement;

/// <summary>Standard normal numbers, the same on every machine and runtime for the same seed.</summary>
/// <param name="seed">Any number.</param>
internal sealed class NormalSource(ulong seed)
{
    // SplitMix64 (Steele, Lea, Flood 2014): its increment and its two multipliers.
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private const ulong FirstMultiplier = 0xBF58476D1CE4E5B9;
    private const ulong SecondMultiplier = 0x94D049BB133111EB;

    private ulong _state = seed;

    /// <summary>The next number (Box and Muller's transform).</summary>
    public double Next() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    // 53 random bits in [0, 1).
    private double Uniform()
    {
        _state = unchecked(_state + Increment);
        var z = _state;
        z = unchecked((z ^ (z >> 30)) * FirstMultiplier);
        z = unchecked((z ^ (z >> 27)) * SecondMultiplier);
        return ((z ^ (z >> 31)) >> 11) * Math.ScaleB(1, -53);
    }
}
