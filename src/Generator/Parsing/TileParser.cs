using KernelGen.Generator.Diagnostics;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>The tile that [Tile] pins; 0 leaves a side to the tuner.</summary>
internal readonly record struct PinnedTile(int Query, int Key);

/// <summary>Reads [Tile].</summary>
internal static class TileParser
{
    /// <summary>Reads the attribute of a class; what is wrong is reported and left to the tuner.</summary>
    /// <param name="type">The class.</param>
    /// <param name="mask">Its mask; tiles that cut none of its blocks are legal too.</param>
    /// <param name="sink">Where to report.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static PinnedTile Parse(INamedTypeSymbol type, Expr mask, DiagnosticSink sink, CancellationToken cancellation)
    {
        if (AttributeArguments.Of(type, AttributeNames.Tile, cancellation) is not { } tile)
            return default;
        var query = tile.Named("Query", 0);
        var key = tile.Named("Key", 0);
        if (query == 0 && key == 0)
            sink.Report(Descriptors.TilePinsNothing, tile.NameLocation);
        var nearestQuery = query == 0 || CpuFeasibility.IsQueryTile(mask, query) ? query : CpuFeasibility.NearestQueryTile(query);
        var nearestKey = key == 0 ? 0 : CpuFeasibility.NearestKeyTile(key);
        if (query != nearestQuery)
            sink.ReportNearest(
                Descriptors.QueryTile, tile.LocationOf("Query"), nearestQuery,
                query, CpuMicroTile.Of(512).Rows, CpuFeasibility.LargestQueryTile, nearestQuery);
        if (key != nearestKey)
            sink.ReportNearest(
                Descriptors.KeyTile, tile.LocationOf("Key"), nearestKey,
                key, CpuLayout.WidestPanel, CpuFeasibility.LargestKeyTile, nearestKey);
        return new PinnedTile(query == nearestQuery ? query : 0, key == nearestKey ? key : 0);
    }
}
