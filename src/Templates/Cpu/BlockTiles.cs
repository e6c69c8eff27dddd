using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// Tiles for masks made of blocks of rows and keys: where no tile cuts a block, every tile is Empty or Full, and none computes pairs that nobody
/// sees.
/// </summary>
internal static class BlockTiles
{
    private const int FewestRows = 16;
    private const int MostRows = 144;

    // Several blocks in one tile are computed as soon as one of them is seen: no more of them than the usual tile has rows.
    private const int MostRowsOfSmallBlocks = 48;

    // How many query tiles are emitted; the selection picks among them by the shape.
    private const int Emitted = 2;

    // What reading all keys and values costs a tile, in rows: cost per row falls with the rows that share a read.
    private const double ReadCost = 4;

    private static readonly int[] s_keyTiles = [128, 64, 192, 256];

    /// <summary>Tiles that cut no block of the spec's mask, the best first; none when it has no blocks, or when every tile cuts some.</summary>
    public static IReadOnlyList<(int Query, int Key)> Of(AttentionSpec spec)
    {
        if (MaskBlocks.Of(spec.Mask) is not { } blocks)
            return [];
        var key = KeyTile(blocks.Key);
        var queries = Enumerable.Range(FewestRows, MostRows - FewestRows + 1)
            .Where(rows => blocks.Query % rows == 0 || (rows % blocks.Query == 0 && rows <= MostRowsOfSmallBlocks))
            .OrderBy(Cost);
        return [.. queries.Take(Emitted).Select(rows => (rows, key))];
    }

    /// <summary>Whether a query tile divides the blocks of a mask, or holds whole ones.</summary>
    public static bool IsAligned(Expr mask, int queryTile)
        => queryTile > 0 && MaskBlocks.Of(mask) is { } blocks && (blocks.Query % queryTile == 0 || queryTile % blocks.Query == 0);

    // The usual key tile where it divides the block, else the next that does; else one that holds whole blocks.
    private static int KeyTile(int block)
    {
        var dividing = s_keyTiles.Where(tile => tile <= 128 && block % tile == 0);
        var holding = s_keyTiles.Where(tile => tile % block == 0).OrderBy(tile => tile);
        return dividing.Concat(holding).Append(CpuLayout.WidestPanel).First();
    }

    // Rows of zeros that fill up the last register tile, and the keys that every tile reads again.
    private static double Cost(int rows)
    {
        var registerRows = CpuMicroTile.Of(512).Rows;
        var computed = (rows + registerRows - 1) / registerRows * registerRows;
        return (double)computed / rows * (1 + ReadCost / rows);
    }
}
