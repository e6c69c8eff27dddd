namespace KernelGen.Planning;

/// <summary>The tiles of a plan: where they lie, and how rectangles of them are halved.</summary>
internal sealed class PlanGrid
{
    /// <summary>Query tiles that share their tries for a second look, and that are not divided among threads.</summary>
    public const int Stretch = 64;

    private readonly MaskScope _scope;

    public PlanGrid(in MaskScope scope, int queryTile, int keyTile)
    {
        (_scope, QueryTile, KeyTile) = (scope, queryTile, keyTile);
        QueryTiles = Ceiling.Divide(scope.QueryLength, queryTile);
        KeyTiles = Ceiling.Divide(scope.KeyLength, keyTile);
    }

    /// <summary>Lengths, offset, batch, heads and data.</summary>
    public ref readonly MaskScope Scope => ref _scope;

    /// <summary>Query rows of a tile.</summary>
    public int QueryTile { get; }

    /// <summary>Keys of a tile.</summary>
    public int KeyTile { get; }

    /// <summary>Query tiles.</summary>
    public int QueryTiles { get; }

    /// <summary>Stretches of query tiles.</summary>
    public int Stretches => Ceiling.Divide(QueryTiles, Stretch);

    /// <summary>Key tiles.</summary>
    public int KeyTiles { get; }

    /// <summary>Whether the last key tile has fewer keys than the others.</summary>
    public bool IsLastKeyTileCut => _scope.KeyLength % KeyTile != 0;

    /// <summary>The positions of some query tiles. Only rows that exist count; 64 bits, because the end of a cut tile may pass int32.</summary>
    public Interval Queries(int tile, int tiles)
    {
        var end = (int)Math.Min((long)(tile + tiles) * QueryTile, _scope.QueryLength);
        return new Interval(_scope.QueryOffset + tile * QueryTile, _scope.QueryOffset + end - 1);
    }

    /// <summary>The keys of some key tiles, as far as they exist.</summary>
    public Interval Keys(int tile, int tiles)
        => new(tile * KeyTile, (int)Math.Min((long)(tile + tiles) * KeyTile, _scope.KeyLength) - 1);

    /// <summary>Whether a rectangle of more than one tile is halved along the queries: it is, where it is longer along them.</summary>
    public bool HalvesQueries(int queries, int keys)
        => ((long)queries * QueryTile > (long)keys * KeyTile && queries > 1) || keys == 1;
}
