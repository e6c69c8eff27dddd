namespace KernelGen.Selection;

/// <summary>What the sizes of tiles cost on any GPU.</summary>
internal static class GpuTiles
{
    /// <summary>Rows that are computed for every row that is wanted.</summary>
    public static double Padding(int length, int tile) => length <= 0 ? 1 : (double)Ceiling.Divide(length, tile) * tile / length;

    /// <summary>Rounds in which some multiprocessors idle, as a factor.</summary>
    /// <param name="bucket">The shapes.</param>
    /// <param name="queryTile">Query rows of a group.</param>
    /// <param name="multiprocessors">Multiprocessors of the device.</param>
    /// <param name="groups">Groups that one of them runs at once.</param>
    public static double Imbalance(in ShapeBucket bucket, int queryTile, int multiprocessors, int groups)
    {
        var all = Math.Max(1, (long)bucket.Heads * Ceiling.Divide(bucket.QueryLength, queryTile));
        var atOnce = (long)Math.Max(1, multiprocessors) * groups;
        return (double)((all + atOnce - 1) / atOnce * atOnce) / all;
    }
}
