using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>
/// Which shapes of the suite each mask or score of the library runs with. A fast run has a few for each, chosen together so that they cover
/// all values and most pairs of values; a full run has all pairs of lengths for each, with every head size.
/// </summary>
public static class ShapeSelection
{
    private const int ShapesPerCase = 3;
    private const int Candidates = 40;
    private const int Seed = 2024;
    private const long MostPairs = 400_000;
    private const long MostWork = 15_000_000;

    // Beyond it a shape has one head of one sequence: a full run has tens of thousands of shapes.
    private const long MostPairsOfFull = 600_000;

    private static readonly TensorLayout[] s_layouts = [TensorLayout.Bhnd, TensorLayout.Bnhd, TensorLayout.Padded];

    /// <summary>The shapes of a fast run, by case.</summary>
    /// <param name="staysInside">Of each case, whether no query may stand before the first key or after the last.</param>
    /// <param name="headDim">The head size of all of them; 0 for one of the suite's for each.</param>
    public static IReadOnlyList<IReadOnlyList<ShapeCase>> Fast(IReadOnlyList<bool> staysInside, int headDim = 0)
    {
        var random = new Random(Seed);
        var covered = new HashSet<(string, string)>();
        var result = new List<IReadOnlyList<ShapeCase>>();
        for (var number = 0; number < staysInside.Count; number++)
        {
            var shapes = new List<ShapeCase>();
            while (shapes.Count < ShapesPerCase)
            {
                // One head size and precision per case: each other one would have to be compiled.
                var best = Enumerable.Range(0, Candidates)
                    .Select(_ => Random(random, number, staysInside[number]))
                    .Select(candidate => headDim == 0 ? candidate : candidate with { HeadDim = headDim, ValueHeadDim = headDim })
                    .Where(candidate => candidate.Pairs <= MostPairs && candidate.Work <= MostWork)
                    .MaxBy(candidate => Pairs(candidate).Count(pair => !covered.Contains(pair)));
                if (best is null)
                    continue;
                covered.UnionWith(Pairs(best));
                shapes.Add(best);
            }
            result.Add(shapes);
        }
        return result;
    }

    /// <summary>The shapes of a full run: all pairs of lengths, the head sizes in turn.</summary>
    /// <param name="number">The number of the case.</param>
    /// <param name="staysInside">Whether no query may stand before the first key or after the last.</param>
    public static IEnumerable<ShapeCase> Full(int number, bool staysInside)
    {
        var random = new Random(Seed + number);
        var lengths = Dimensions.Lengths;
        return lengths.SelectMany(query => lengths.Select(key => (query, key))).Select((pair, i) =>
        {
            var wanted = Case(
                number + i, number, pair.query, pair.key, Any(random, Dimensions.Heads), Any(random, s_layouts), staysInside, random.Next(2) == 0);
            return wanted.Pairs <= MostPairsOfFull ? wanted : wanted with { Shape = wanted.Shape with { Batch = 1, QueryHeads = 1, KeyHeads = 1 } };
        });
    }

    private static ShapeCase Random(Random random, int number, bool staysInside) => Case(
        number, number, Any(random, Dimensions.Lengths), Any(random, Dimensions.Lengths), Any(random, Dimensions.Heads), Any(random, s_layouts), staysInside,
        random.Next(2) == 0);

    private static ShapeCase Case(
        int size, int number, int query, int key, (int Query, int Key) heads, TensorLayout layout, bool staysInside, bool isAligned)
    {
        if (staysInside && query > key)
            (query, key) = (key, query);
        var (headDim, valueHeadDim) = Dimensions.HeadSizes[size % Dimensions.HeadSizes.Count];
        var shape = new AttentionShape(1 + (query + key) % 2, heads.Query, heads.Key, query, key) { QueryOffset = isAligned ? key - query : 0 };
        return new ShapeCase((ElementType)(number % 3), headDim, valueHeadDim, shape, layout);
    }

    private static T Any<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];

    // The values of two dimensions each.
    private static IEnumerable<(string, string)> Pairs(ShapeCase test)
    {
        var shape = test.Shape;
        string[] values =
        [
            $"Nq{shape.QueryLength}", $"Nk{shape.KeyLength}", $"H{shape.QueryHeads},{shape.KeyHeads}", $"D{test.HeadDim},{test.ValueHeadDim}",
            $"{test.Layout}", $"{test.Precision}", $"aligned {shape.QueryOffset != 0}",
        ];
        return from i in Enumerable.Range(0, values.Length) from j in Enumerable.Range(0, i) select (values[i], values[j]);
    }
}
