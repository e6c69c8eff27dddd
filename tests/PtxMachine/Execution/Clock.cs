namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// Vector clocks. A warp knows of every warp up to which of its times it has been ordered behind it; its own entry is its present time. Behind the
/// warps stands the engine of the bulk copies, whose time is the number of its copies.
/// A release publishes what a warp knows and begins a new time of its own; an acquire takes over what was published.
/// </summary>
internal static class Clock
{
    /// <summary>All of <paramref name="arrived"/> release, all of <paramref name="waiting"/> then acquire.</summary>
    public static void Join(List<Warp> arrived, List<Warp> waiting)
    {
        Span<uint> joined = stackalloc uint[arrived[0].Clocks.Length];
        joined.Clear();
        foreach (var warp in arrived)
            Release(warp, joined);
        foreach (var warp in waiting)
            Acquire(warp, joined);
    }

    public static void Release(Warp warp, Span<uint> published)
    {
        for (var i = 0; i < published.Length; i++)
            published[i] = Math.Max(published[i], warp.Clocks[i]);
        warp.Clocks[warp.Index]++;
    }

    public static void Acquire(Warp warp, ReadOnlySpan<uint> published)
    {
        for (var i = 0; i < published.Length; i++)
        {
            if (i != warp.Index)
                warp.Clocks[i] = Math.Max(warp.Clocks[i], published[i]);
        }
    }
}
