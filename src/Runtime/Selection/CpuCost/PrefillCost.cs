using KernelGen.Devices.Cpu;

namespace KernelGen.Selection.CpuCost;

/// <summary>The cycles of a prefill: what every query tile computes, spread over the cores as the runtime's tickets spread it.</summary>
internal static class PrefillCost
{
    // Rows of a register tile, those of the emitter's CpuMicroTile.
    private const int RegisterRows = 6;

    // Register tiles skip what their rows do not need, so of a masked tile the products take about a half.
    private const double PartialProducts = 0.5;

    // What a working set that leaves the level-2 cache costs, as a share of the products, at twice the cache's size.
    private const double Spill = 0.25;

    // Tickets that pack hold about as many keys, PrefillJob.KeysPerPackTicket.
    private const int KeysPerPackTicket = 512;

    /// <summary>Cycles from the call to its return.</summary>
    public static double Cycles(CpuTile tile, CpuWork work, in AttentionShape shape, CpuDevice device, CpuCosts costs)
    {
        var rates = CpuRates.Of(device, tile.VectorBits);
        var keyTiles = Ceiling.Divide(shape.KeyLength, tile.Key);
        var queryTiles = MaskTiles.Of(work, shape, tile.Query, tile.Key);
        var packed = (double)keyTiles * tile.Key * (work.DotDim + tile.PaddedValueDim);
        return TicketSchedule.Cycles(new TicketLoad
        {
            Heads = (long)shape.Batch * shape.KeyHeads,
            PackTickets = Ceiling.Divide(keyTiles, Math.Max(1, KeysPerPackTicket / tile.Key)),
            PackCycles = packed * costs.Pack,
            QueryHeads = shape.QueryHeads / Math.Max(1, shape.KeyHeads),
            Tickets = [.. queryTiles.Select(one => (TileCycles(tile, work, rates, costs, one), one.Count))],
            Threads = device.Cores,
            TicketCycles = costs.Ticket,
        });
    }

    private static double TileCycles(CpuTile tile, CpuWork work, CpuRates rates, CpuCosts costs, in QueryTileWork query)
    {
        var lanes = tile.VectorBits / 32;
        var registerTiles = Ceiling.Divide(query.Rows, RegisterRows);
        var rows = registerTiles * RegisterRows;
        var tiles = query.Full + query.Partial;
        var scoreVectors = (double)tile.Key / lanes;

        var scores = tile.Key / tile.PanelKeys * (costs.RegisterTile + work.DotDim * rates.Step(RegisterRows, tile.PanelKeys / lanes));
        var values = tile.ValuePanels.Sum(columns => costs.RegisterTile + tile.Key * rates.Step(RegisterRows, columns / lanes));
        var products = (query.Full + PartialProducts * query.Partial) * registerTiles * (scores + values) * (1 + SpillShare(tile, work));
        var softmax = tiles * rows * scoreVectors * costs.Softmax;
        var mask = query.Partial * query.Rows * scoreVectors * costs.Mask;
        // The output is loaded, multiplied and stored; scores are stored, for half of that.
        var rescale = tiles * rows * ((double)tile.PaddedValueDim / lanes + scoreVectors / 2) * costs.Rescale;
        return products + (softmax + mask + rescale) * rates.MultiplyAdd;
    }

    // A thread's scratch and the packed tile of K and V stay in the level-2 cache while a query tile walks over it.
    private static double SpillShare(CpuTile tile, CpuWork work)
    {
        var bytes = sizeof(float) * (tile.ScratchFloats + (double)tile.Key * (work.DotDim + work.ValueHeadDim));
        return Spill * Math.Max(0, bytes / CpuRates.Level2Bytes - 1);
    }
}
