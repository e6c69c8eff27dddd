using KernelGen.Planning;

namespace KernelGen.Tuner.Drawing;

/// <summary>How many pairs a mask allows.</summary>
/// <param name="Allowed">Allowed pairs.</param>
/// <param name="Pairs">All pairs.</param>
/// <param name="IsExact">Whether every pair was counted; otherwise Partial tiles were sampled.</param>
internal readonly record struct MaskDensity(double Allowed, long Pairs, bool IsExact)
{
    // A few nanoseconds each; tens of milliseconds in all.
    private const long MostLooks = 1 << 23;

    // The plastic number's first two negative powers: points that fill a square evenly (Roberts, 2018, the R2 sequence).
    private const double StepDown = 0.7548776662466927;
    private const double StepAcross = 0.5698402909980532;

    /// <summary>The share of allowed pairs, 0 to 1.</summary>
    public double Share => Allowed / Pairs;

    /// <summary>Counts what Full tiles allow, and the Partial ones pair by pair, or by samples where there are too many.</summary>
    public static MaskDensity Of(MaskView view)
    {
        double allowed = 0;
        var partial = new List<Block>();
        for (var tile = 0; tile < view.Plan.QueryTiles; tile++)
        {
            foreach (var run in view.Plan.Runs(tile))
            {
                var block = Block.Of(view, tile, run);
                if (run.IsFull)
                    allowed += block.Pairs;
                else
                    partial.Add(block);
            }
        }
        var pairs = partial.Sum(block => block.Pairs);
        var exact = pairs <= MostLooks;
        foreach (var block in partial)
            allowed += exact ? Count(view, block) : Estimate(view, block, Math.Max(1, (long)(MostLooks * ((double)block.Pairs / pairs))));
        return new MaskDensity(allowed, (long)view.Rows * view.Keys, exact);
    }

    private static long Count(MaskView view, Block block)
    {
        var count = 0L;
        for (var row = block.Row; row < block.Row + block.Rows; row++)
        {
            for (var key = block.Key; key < block.Key + block.Keys; key++)
                count += view.Allows(row, key) ? 1 : 0;
        }
        return count;
    }

    private static double Estimate(MaskView view, Block block, long looks)
    {
        var count = 0L;
        // Starts elsewhere in each block, or all blocks would be judged by the same spot.
        var (down, across) = (block.Row * StepAcross % 1, block.Row * StepDown % 1);
        for (var i = 0L; i < looks; i++)
        {
            down = (down + StepDown) % 1;
            across = (across + StepAcross) % 1;
            count += view.Allows(block.Row + (int)(down * block.Rows), block.Key + (int)(across * block.Keys)) ? 1 : 0;
        }
        return (double)block.Pairs * count / looks;
    }

    private readonly record struct Block(int Row, int Rows, int Key, int Keys)
    {
        public long Pairs => (long)Rows * Keys;

        public static Block Of(MaskView view, int tile, TileRun run)
        {
            var (row, key) = (tile * view.Plan.QueryTile, run.Start * view.Plan.KeyTile);
            var end = Math.Min((long)run.End * view.Plan.KeyTile, view.Keys);
            return new Block(row, Math.Min(view.Plan.QueryTile, view.Rows - row), key, (int)(end - key));
        }
    }
}
