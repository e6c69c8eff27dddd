namespace KernelGen.Kernels.Cases;

/// <summary>
/// What each mask of the suite allows, said twice: as the patterns that the product lowers and, independently, as plain C#. The suite
/// checks one against the other before it trusts the oracle.
/// </summary>
public static class Masks
{
    // Odd numbers that are no multiple of any tile, so that every boundary falls inside tiles.
    private const int Left = 101;
    private const int Right = 37;
    private const int Sinks = 5;

    /// <summary>Whether the query at position <paramref name="q"/> sees key <paramref name="k"/>, in plain C#.</summary>
    public static bool Allowed(MaskKind mask, int q, int k) => mask switch
    {
        MaskKind.None => true,
        MaskKind.Causal => k <= q,
        MaskKind.Window => k >= q - Left && k <= q + Right,
        MaskKind.OpenWindow => k >= q - Left,
        MaskKind.CausalWindow => k >= q - Left && k <= q,
        MaskKind.WindowAndSink => (k >= q - Left || k < Sinks) && k <= q,
        MaskKind.Sink => k < Sinks,
        _ => throw new ArgumentOutOfRangeException(nameof(mask), mask, "not a mask of the suite"),
    };

    /// <summary>Whether a mask has the causal constraint.</summary>
    public static bool IsCausal(MaskKind mask) => mask is MaskKind.Causal or MaskKind.CausalWindow or MaskKind.WindowAndSink;

    /// <summary>The window of a mask, keys to the left and to the right (-1: unbounded), or null.</summary>
    public static (int Left, int Right)? WindowOf(MaskKind mask) => mask switch
    {
        MaskKind.Window => (Left, Right),
        MaskKind.OpenWindow => (Left, -1),
        MaskKind.CausalWindow or MaskKind.WindowAndSink => (Left, 0),
        _ => null,
    };

    /// <summary>The keys at the start that stay visible, 0 for none.</summary>
    public static int SinksOf(MaskKind mask) => mask is MaskKind.Sink or MaskKind.WindowAndSink ? Sinks : 0;
}
