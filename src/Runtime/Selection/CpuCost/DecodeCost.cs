using KernelGen.Devices.Cpu;

namespace KernelGen.Selection.CpuCost;

/// <summary>The cycles of a decode step: K and V stream past a few rows as they lie, or through a copy where rows end within a vector.</summary>
internal static class DecodeCost
{
    // Rows of the decode register tile; a single row has a body of its own. Those of the emitter's CpuDecodeLayout.
    private const int TileRows = 4;

    // What of the shorter one of computing and reading does not hide behind the longer one.
    private const double NotHidden = 0.5;

    // DecodeJob's shares: as many as are wanted over all key heads, none with fewer keys than this.
    private const int WantedShares = 256, FewestKeysPerShare = 512;

    /// <summary>Cycles from the call to its return.</summary>
    public static double Cycles(CpuTile tile, CpuWork work, in AttentionShape shape, CpuDevice device, CpuCosts costs)
    {
        var group = shape.QueryHeads / Math.Max(1, shape.KeyHeads) * shape.QueryLength;
        var tiles = MaskTiles.Of(work, shape, shape.QueryLength, tile.Key).Sum(one => one.Full + one.Partial);
        var keys = Math.Min((double)tiles * tile.Key, shape.KeyLength);
        var heads = (double)shape.Batch * shape.KeyHeads;
        var shares = Math.Clamp(WantedShares / heads, 1, Math.Max(1, shape.KeyLength / FewestKeysPerShare));
        var perHead = keys * KeyCycles(tile, work, group, CpuRates.Of(device, tile.VectorBits), costs) + tiles * costs.DecodeTile
            + Math.Min(shares, tiles) * costs.Ticket;
        return heads * perHead / Math.Min(device.Cores, heads * shares);
    }

    private static double KeyCycles(CpuTile tile, CpuWork work, int rows, CpuRates rates, CpuCosts costs)
    {
        var lanes = tile.VectorBits / 32;
        var padded = rows == 1 ? 1 : Ceiling.Divide(rows, TileRows) * TileRows;
        var vectors = Ceiling.Divide(work.DotDim, lanes) + Ceiling.Divide(work.ValueHeadDim, lanes);
        var products = padded * vectors * (rates.MultiplyAdd + costs.DecodeStep);
        var computing = products + padded * costs.Softmax / lanes * rates.MultiplyAdd
            + (Staged(work.DotDim, work, lanes) + Staged(work.ValueHeadDim, work, lanes)) * costs.Pack;
        var reading = (work.DotDim + work.ValueHeadDim) * work.ElementBytes / CpuRates.MemoryBytesPerCycle;
        return Math.Max(computing, reading) + NotHidden * Math.Min(computing, reading) + SecondRead(tile, work);
    }

    /// <summary>Floats of a row that are copied and padded first: all of a row that ends within a vector, of 16-bit elements if they are such, else none.</summary>
    internal static int Staged(int elements, CpuWork work, int lanes)
    {
        var step = work.ElementBytes == sizeof(short) ? 2 * lanes : lanes;
        return elements % step == 0 ? 0 : elements;
    }

    // The values of a tile are fetched while its scores are computed; those that the level-1 cache has no room for come from the next one.
    private static double SecondRead(CpuTile tile, CpuWork work)
    {
        var row = (double)work.ValueHeadDim * work.ElementBytes;
        var outside = Math.Max(0, 1 - CpuRates.Level1Bytes / (row * tile.Key));
        return outside * row / CpuRates.Level2BytesPerCycle;
    }
}
