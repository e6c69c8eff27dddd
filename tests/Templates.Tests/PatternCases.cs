using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Tests;

/// <summary>Every pattern of the library, some with several arguments. Definitions are loops and sets, as the papers have them.</summary>
public static class PatternCases
{
    private static readonly GridAxis s_three = new(3, 1, false), s_four = new(4, 2, false), s_causal = new(3, 2, true), s_strided = new(9, 1, false, 4);

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
        new("RandomBlocks(8, 3)", BlockPatterns.RandomBlocks(8, 3, 0, false, false), (q, k, _, n) => RandomBlocks(q / 8, 3, 0, Rows(n, 8)).Contains(k / 8)),
        new("RandomBlocks(16, 2, 9, causal)", BlockPatterns.RandomBlocks(16, 2, 9, true, false), (q, k, _, _) => RandomBlocks(q / 16, 2, 9, q / 16 + 1).Contains(k / 16)),
        new("RandomBlocks(8, 1, 5, perHead)", BlockPatterns.RandomBlocks(8, 1, 5, false, true),
            (q, k, head, n) => RandomBlocks(unchecked(head * 0x27d4eb2f + q / 8), 1, 5, Rows(n, 8)).Contains(k / 8)),
        new("Neighborhood1D(7)", GridPatterns.Neighborhood1D(new(7, 1, false)), (q, k, _, n) => Nearest(q, k, n, new(7, 1, false))),
        new("Neighborhood1D(4, 3)", GridPatterns.Neighborhood1D(new(4, 3, false)), (q, k, _, n) => Nearest(q, k, n, new(4, 3, false))),
        new("Neighborhood1D(5, 2, causal)", GridPatterns.Neighborhood1D(new(5, 2, true)), (q, k, _, n) => Nearest(q, k, n, new(5, 2, true))),
        new("Neighborhood1D(9, stride 4)", GridPatterns.Neighborhood1D(s_strided), (q, k, _, n) => Nearest(q, k, n, s_strided)),
        new("Neighborhood1D(6, 3, stride 5)", GridPatterns.Neighborhood1D(new(6, 3, false, 5)), (q, k, _, n) => Nearest(q, k, n, new(6, 3, false, 5))),
        new("Neighborhood1D(7, 2, causal, stride 3)", GridPatterns.Neighborhood1D(new(7, 2, true, 3)), (q, k, _, n) => Nearest(q, k, n, new(7, 2, true, 3))),
        new("Neighborhood2D(12, 5 stride 2, 9 stride 4)", GridPatterns.Neighborhood2D(12, new(5, 1, false, 2), s_strided),
            (q, k, _, n) => Nearest(q / 12, k / 12, Rows(n, 12), new(5, 1, false, 2)) && Nearest(q % 12, k % 12, 12, s_strided)),
        new("Neighborhood2D(10, 3, 4 by 2)", GridPatterns.Neighborhood2D(10, s_three, s_four),
            (q, k, _, n) => Nearest(q / 10, k / 10, Rows(n, 10), s_three) && Nearest(q % 10, k % 10, 10, s_four)),
        new("Neighborhood2D(8, causal 3 by 2, 3)", GridPatterns.Neighborhood2D(8, s_causal, s_three),
            (q, k, _, n) => Nearest(q / 8, k / 8, Rows(n, 8), s_causal) && Nearest(q % 8, k % 8, 8, s_three)),
        new("Neighborhood3D(4, 6, causal 3 by 2, 3, 4 by 2)", GridPatterns.Neighborhood3D(4, 6, s_causal, s_three, s_four), Volume),
        new("InwardWindow(6, 8, 2, 1)", GridPatterns.InwardWindow(6, 8, 2, 1), (q, k, _, _) => Inward(q % 48 / 8, k % 48 / 8, 6, 2) && Inward(q % 8, k % 8, 8, 1)),
        new("InwardWindow(4, 16, 2, 1)", GridPatterns.InwardWindow(4, 16, 2, 1), (q, k, _, _) => Inward(q % 16, k % 16, 16, 1)),
        new("SurroundingBlocks(6, 10, 1, 2, 3)", GridPatterns.SurroundingBlocks(6, 10, new(1, 2, 3), 1, false), (q, k, _, _) => Surrounding(q, k)),
        new("SurroundingBlocks(6, 10, 2, 2, 4, 0)", GridPatterns.SurroundingBlocks(6, 10, new(2, 2, 4), 0, false),
            (q, k, _, _) => SameBlock(q, k, 120) && SameBlock(q % 60, k % 60, 20) && SameBlock(q % 10, k % 10, 4)),
        new("SurroundingBlocks(4, 9, 1, 2, 3, grouped)", GridPatterns.SurroundingBlocks(4, 9, new(1, 2, 3), 1, true), (q, k, _, _) => Grouped(q, k)),
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
        .. DataPatternCases.All,
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

    // The nearest members of the dilation group to the leader of q's stride; of two equally near ones, the one before it.
    private static bool Nearest(int q, int k, int length, GridAxis axis)
    {
        var members = Steps(q % axis.Dilation, axis.Dilation, Math.Max(q, length - 1)).ToArray();
        var stride = members.Chunk(axis.Stride).Single(chunk => chunk.Contains(q));
        var leader = axis.IsCausal ? stride[^1] : stride[Math.Min(axis.Stride / 2, stride.Length - 1)];
        // A causal window that the end cuts still ends where it would.
        return members
            .Where(member => !axis.IsCausal || member <= leader)
            .OrderBy(member => Math.Abs(member - leader)).ThenBy(member => member)
            .Take(axis.Window)
            .Where(member => !axis.IsCausal || member <= q)
            .Contains(k);
    }

    // The paper's definition by its code: what is cut off at one end is added at the other.
    private static bool Inward(int q, int k, int size, int radius)
    {
        var (cutBefore, cutAfter) = (Math.Max(0, radius - q), Math.Max(0, radius + q - size + 1));
        return k <= q + radius + cutBefore && k >= q - radius - cutAfter;
    }

    private static bool Surrounding(int q, int k)
    {
        var (zs, ys, xs) = (Math.Abs(q / 60 - k / 60), Math.Abs(q / 20 - k / 20 - 3 * (q / 60 - k / 60)), Math.Abs(q % 10 / 3 - k % 10 / 3));
        return zs < 2 && ys < 2 && xs < 2;
    }

    // A layer is 2 by 3 blocks of 6 tokens.
    private static bool Grouped(int q, int k)
    {
        var places = Enumerable.Range(0, 1000).Select(block => (Z: block / 6, X: block % 3)).ToArray();
        var (a, b) = (places[q / 6], places[k / 6]);
        return Math.Abs(a.Z - b.Z) < 2 && Math.Abs(a.X - b.X) < 2;
    }

    private static IEnumerable<int> RandomBlocks(int block, int count, int seed, int blocks)
    {
        for (var i = 0; i < count; i++)
        {
            // In 64 bits, where a product wraps only when it is cut to 32.
            var first = unchecked((int)((block + (seed * 31 + i) * 0x9e3779b1L) % (1L << 32) * 0x85ebca6bL));
            var second = ((long)Math.Floor(first / 32768.0) ^ first) * 0xc2b2ae35L & 0xffffffff;
            yield return (int)(second / 256) % blocks;
        }
    }

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
