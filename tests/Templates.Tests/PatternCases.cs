using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Tests;

/// <summary>Every pattern of the library, some with several arguments. Definitions are loops and sets, as the papers have them.</summary>
public static class PatternCases
{
    private static readonly GridAxis s_three = new(3, 1, false), s_four = new(4, 2, false), s_causal = new(3, 2, true);

    public static IReadOnlyList<PatternCase> All { get; } =
    [
        new("GlobalTokens(5)", WindowPatterns.GlobalTokens(5), (q, k, _, _) => Math.Min(q, k) < 5),
        new("DilatedWindow(3, 2, 4)", WindowPatterns.DilatedWindow(3, 2, 4), (q, k, _, _) => Enumerable.Range(-3, 6).Any(step => q + 4 * step == k)),
        new("DilatedWindow(7, 0, 1)", WindowPatterns.DilatedWindow(7, 0, 1), (q, k, _, _) => Enumerable.Range(-7, 8).Any(step => q + step == k)),
        new("StridedWindow(9)", WindowPatterns.StridedWindow(9), (q, k, _, _) => Steps(Math.Max(0, q - 9), 1, q).Contains(k) || Steps(q % 9, 9, q).Contains(k)),
        new("FixedStride(11, 3)", WindowPatterns.FixedStride(11, 3), (q, k, _, _) => k <= q && (SameBlock(q, k, 11) || k % 11 is 8 or 9 or 10)),
        new("PowersOfTwo", WindowPatterns.PowersOfTwo(), (q, k, _, _) => q == k || Enumerable.Range(0, 30).Any(power => q - (1 << power) == k)),
        new("BlockDiagonal(13)", BlockPatterns.BlockDiagonal(13), (q, k, _, _) => SameBlock(q, k, 13)),
        new("BlockDiagonal(64)", BlockPatterns.BlockDiagonal(64), (q, k, _, _) => SameBlock(q, k, 64)),
        new("BlockCausal(13)", BlockPatterns.BlockCausal(13), (q, k, _, _) => k <= q || SameBlock(q, k, 13)),
        new("PrefixLm(17)", BlockPatterns.PrefixLm(17), (q, k, _, _) => k < 17 || k <= q),
        new("ShiftedGroups(12, 4)", BlockPatterns.ShiftedGroups(12, 4), (q, k, head, _) => head is 0 or 1 ? SameBlock(q, k, 12) : SameBlock(q + 6, k + 6, 12)),
        new("HeadShards(8, 2, 3)", BlockPatterns.HeadShards(8, 2, 3), HeadShards),
        new("Neighborhood1D(7)", GridPatterns.Neighborhood1D(7, 1, false), (q, k, _, n) => Nearest(q, k, n, new(7, 1, false))),
        new("Neighborhood1D(4, 3)", GridPatterns.Neighborhood1D(4, 3, false), (q, k, _, n) => Nearest(q, k, n, new(4, 3, false))),
        new("Neighborhood1D(5, 2, causal)", GridPatterns.Neighborhood1D(5, 2, true), (q, k, _, n) => Nearest(q, k, n, new(5, 2, true))),
        new("Neighborhood2D(10, 3, 4 by 2)", GridPatterns.Neighborhood2D(10, s_three, s_four),
            (q, k, _, n) => Nearest(q / 10, k / 10, Rows(n, 10), s_three) && Nearest(q % 10, k % 10, 10, s_four)),
        new("Neighborhood2D(8, causal 3 by 2, 3)", GridPatterns.Neighborhood2D(8, s_causal, s_three),
            (q, k, _, n) => Nearest(q / 8, k / 8, Rows(n, 8), s_causal) && Nearest(q % 8, k % 8, 8, s_three)),
        new("Neighborhood3D(4, 6, causal 3 by 2, 3, 4 by 2)", GridPatterns.Neighborhood3D(4, 6, s_causal, s_three, s_four), Volume),
        new("FrameSpatial(12)", VideoPatterns.FrameSpatial(12, 0), (q, k, _, _) => SameBlock(q, k, 12)),
        new("FrameSpatial(12, 1)", VideoPatterns.FrameSpatial(12, 1), (q, k, _, _) => new[] { q - 12, q, q + 12 }.Any(other => SameBlock(other + 12, k + 12, 12))),
        new("FrameTemporal(12)", VideoPatterns.FrameTemporal(12, 0), (q, k, _, _) => Steps(q % 12, 12, 5000).Contains(k)),
        new("FrameTemporal(12, 2)", VideoPatterns.FrameTemporal(12, 2), (q, k, _, _) => Math.Abs(q % 12 - k % 12) < 3),
        new("MultiDiagonal(15, 2)", VideoPatterns.MultiDiagonal(15, 2),
            (q, k, _, _) => Enumerable.Range(-200, 400).Any(diagonal => Math.Abs(q - k - 15 * diagonal) <= 2)),
        new("VerticalStripe(15, 4)", VideoPatterns.VerticalStripe(15, 4), (_, k, _, _) => k % 15 is 0 or 1 or 2 or 3),
        new("RadialDecay(24)", VideoPatterns.RadialDecay(24), (q, k, _, _) => Radial(q, k, 24)),
        new("RadialDecay(3)", VideoPatterns.RadialDecay(3), (q, k, _, _) => Radial(q, k, 3)),
        new("CrissCross(12)", GridPatterns.CrissCross(12), (q, k, _, _) => SameBlock(q, k, 12) || (q - k) % 12 == 0),
    ];

    private static IEnumerable<int> Steps(int first, int step, int last)
    {
        for (var i = first; i <= last; i += step)
            yield return i;
    }

    private static bool SameBlock(int q, int k, int block)
    {
        var first = q - q % block;
        return k >= first && k < first + block;
    }

    private static int Rows(int length, int width) => (length + width - 1) / width;

    // The vertical stride of head h begins at block stride - 1 - h, modulo the stride.
    private static bool HeadShards(int q, int k, int head, int length)
    {
        var shards = Steps(0, 1, length / 8).Where(block => Math.Abs(block - (2 - head)) % 3 == 0);
        var own = q / 8;
        return k / 8 <= own && (k / 8 == own || k / 8 == own - 1 || shards.Contains(k / 8));
    }

    // The nearest members of q's dilation group; of two equally near ones, the one before q.
    private static bool Nearest(int q, int k, int length, GridAxis axis)
        => Steps(q % axis.Dilation, axis.Dilation, Math.Max(q, length - 1))
            .Where(member => !axis.IsCausal || member <= q)
            .OrderBy(member => Math.Abs(member - q)).ThenBy(member => member)
            .Take(axis.Window)
            .Where(member => !axis.IsCausal || q - member < axis.Window * axis.Dilation)
            .Contains(k);

    private static bool Volume(int q, int k, int head, int length)
    {
        var (z, y, x) = (q / 24, q % 24 / 6, q % 6);
        var (kz, ky, kx) = (k / 24, k % 24 / 6, k % 6);
        return Nearest(z, kz, Rows(length, 24), s_causal) && Nearest(y, ky, 4, s_three) && Nearest(x, kx, 6, s_four);
    }

    // The paper's formula, in floating point.
    private static bool Radial(int q, int k, int tokens)
    {
        var frames = Math.Abs(q / tokens - k / tokens);
        var octave = Math.Pow(2, Math.Floor(Math.Log2(Math.Max(frames, 1))));
        if (octave <= tokens && Math.Abs(q % tokens - k % tokens) + 1 <= tokens / octave)
            return true;
        return q % tokens == k % tokens && frames % (int)Math.Ceiling(octave / tokens) == 0;
    }
}
