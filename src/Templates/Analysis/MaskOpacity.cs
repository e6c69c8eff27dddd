using KernelGen.Planning;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// Whether proofs see anything in a mask, for diagnostics. The smallest tiles that kernels could skip, one query by eight keys, are tried at
/// positions from 0 to 2^26, with orderly data to 2^12. A mask is opaque when none of them is proven empty or full although some are; a larger tile
/// is no easier to prove. A mask whose tiles are all mixed has nothing to prove, and is not.
/// </summary>
public static class MaskOpacity
{
    private const int TileKeys = 8;
    private const int Length = 1 << 27;

    // An index of pairs, q * keyLength + k, must not wrap.
    private const int LengthWithData = 1 << 13;

    private const int Stride = 1009;

    // For whom to blame: parts x tiles x operations of a proof.
    private const int MostWork = 200_000;
    private const int FewestTiles = 4;

    private static readonly int[] s_positions =
        [0, 1, 7, 8, 40, 64, 65, 100, 128, 200, 256, 300, 512, 1000, 1024, 2048, 3000, 4096, 10_000, 1 << 16, 1 << 20, 1 << 26];

    private static readonly int[] s_heads = [0, 1, 5, 32];
    private static readonly int[] s_shifts = [6, 3, 0];

    /// <summary>
    /// The innermost part of an opaque mask that hides its tiles: were the values of that part known over a tile, about as many tiles would
    /// be proven as any single part hides. The mask itself when no part alone is to blame; null when the mask is not opaque.
    /// </summary>
    /// <param name="mask">The mask.</param>
    /// <param name="hasPlace">Whether a part can be pointed at; parts are told apart by reference.</param>
    public static Expr? Blame(Expr mask, Func<Expr, bool> hasPlace)
    {
        var tiles = Tiles(mask);
        if (tiles.Any(tile => new TileProof(tile, null).Bool(mask) != Truth.Unknown))
            return null;
        var size = mask.All().Count();
        var uniform = tiles.Where(tile => tile.Exact(mask) != Truth.Unknown).Take(Math.Max(FewestTiles, MostWork / (size * size))).ToList();
        if (uniform.Count == 0)
            return null;
        var hidden = mask.All().Where(part => CanBeKnown(part) && hasPlace(part))
            .Select(part => (Part: part, Tiles: uniform.Count(tile => new TileProof(tile, part).Bool(mask) != Truth.Unknown))).ToList();
        var most = hidden.Select(one => one.Tiles).DefaultIfEmpty(0).Max();
        // Parts come before what they are made of.
        return most == 0 ? mask : hidden.Last(one => 2 * one.Tiles >= most).Part;
    }

    private static bool CanBeKnown(Expr part)
        => part.Type != ExprType.Float && part.Children.Count > 0 && ClassifierPrinter.IsOverRectangle(part);

    private static List<SampleTile> Tiles(Expr mask)
    {
        var heads = mask.Reads(ExprVariable.Head) || mask.Reads(ExprVariable.KeyHead) ? s_heads : [0];
        var (shifts, length) = mask.Data().Any() ? (s_shifts, LengthWithData) : ([0], Length);
        var positions = s_positions.Where(position => position < length).ToList();
        List<SampleTile> inOrder = [.. from shift in shifts
                   let data = new PlausibleData(mask, shift)
                   from head in heads
                   from query in positions
                   from key in positions
                   select new SampleTile(query, key, TileKeys, data, new Bindings
                   {
                       QueryLength = length,
                       KeyLength = length,
                       Head = head,
                       KeyHead = head,
                       QueryHeads = s_heads.Max() + 1,
                       Data = data,
                   })];
        // All kinds of positions early, because the first ones are mostly enough; no count of positions is a multiple of this prime.
        return [.. Enumerable.Range(0, inOrder.Count).Select(i => inOrder[(int)((long)i * Stride % inOrder.Count)])];
    }

    /// <summary>A row of pairs in a call that could be.</summary>
    private sealed record SampleTile(int Query, int Key, int Keys, PlausibleData Data, Bindings Scope)
    {
        /// <summary>What all pairs have in common.</summary>
        public Truth Exact(Expr expr)
        {
            var allowed = Points().Count(at => Evaluator.Bool(expr, at));
            return allowed == 0 ? Truth.False : allowed == Keys ? Truth.True : Truth.Unknown;
        }

        /// <summary>From the smallest value to the largest.</summary>
        public Interval ExactRange(Expr expr)
        {
            var values = Points().Select(at => Evaluator.Int(expr, at)).ToList();
            return new Interval(values.Min(), values.Max());
        }

        private IEnumerable<Bindings> Points()
            => Enumerable.Range(Key, Keys).Select(key => Scope with { Query = Query, Key = key });
    }

    /// <summary>What is proven of a tile, if one part's values were known.</summary>
    private sealed class TileProof(SampleTile tile, Expr? known)
        : IntervalEvaluator(tile.Query, new Interval(tile.Key, tile.Key + tile.Keys - 1), tile.Scope)
    {
        public override Truth Bool(Expr expr)
        {
            if (ReferenceEquals(expr, known))
                return tile.Exact(expr);
            // Truth tables tell what tensors hold anywhere.
            if (expr is TensorLoad { Type: ExprType.Bool })
                return tile.Exact(expr);
            if (expr is DataLoad load && ClassifierPrinter.IsOverRectangle(expr))
                return tile.Data.Range(load.Parameter, Int(load.Index)) is var values && values.Min == values.Max
                    ? Kleene.Known(values.Min != 0)
                    : Truth.Unknown;
            return base.Bool(expr);
        }

        public override Interval Int(Expr expr)
        {
            if (ReferenceEquals(expr, known))
                return tile.ExactRange(expr);
            return expr is DataLoad load && ClassifierPrinter.IsOverRectangle(expr)
                ? tile.Data.Range(load.Parameter, Int(load.Index))
                : base.Int(expr);
        }
    }
}
