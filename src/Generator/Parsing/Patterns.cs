using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Parsing;

/// <summary>The pattern library, but for the three patterns that <see cref="MaskParser"/> reads with diagnostics of their own.</summary>
internal static class Patterns
{
    // Positions are below 2^30 in magnitude, so a position plus or minus any argument stays in an int.
    private const int Largest = (1 << 30) - 1;

    // Each is a hash of its own in the mask; BigBird has 3.
    private const int MostRandomBlocks = 16;

    /// <summary>All of them, in the order in which they enter a spec: that of their sections in docs/patterns.md.</summary>
    public static IReadOnlyList<Pattern> All { get; } =
    [
        Reach("GlobalTokens", [Count("count")], a => WindowPatterns.GlobalTokens(a[0])),
        Reach("DilatedWindow", [Steps("left"), Steps("right"), Count("dilation")], a => WindowPatterns.DilatedWindow(a[0], a[1], a[2])),
        Reach("StridedWindow", [Count("stride")], a => WindowPatterns.StridedWindow(a[0])),
        Reach("FixedStride", [Count("stride"), Part("summary", 0)], a => WindowPatterns.FixedStride(a[0], a[1])),
        Reach("PowersOfTwo", [], _ => WindowPatterns.PowersOfTwo()),
        Constraint("BlockDiagonal", [Count("block")], a => BlockPatterns.BlockDiagonal(a[0])),
        Constraint("BlockCausal", [Count("block")], a => BlockPatterns.BlockCausal(a[0])),
        Constraint("PrefixLm", [Count("prefix")], a => BlockPatterns.PrefixLm(a[0])),
        Constraint("ShiftedGroups", [From("group", 2), From("heads", 2)], a => BlockPatterns.ShiftedGroups(a[0], a[1])),
        Reach("HeadShards", [Count("block"), Count("local"), Count("stride")], a => BlockPatterns.HeadShards(a[0], a[1], a[2])),
        Reach(
            "RandomBlocks", [Count("block"), new("count", 1, _ => MostRandomBlocks), From("seed", 0), Flag("causal"), Flag("perHead")],
            a => BlockPatterns.RandomBlocks(a[0], a[1], a[2], a[3] != 0, a[4] != 0)),
        Reach(
            "Neighborhood1D", [Count("window"), Count("dilation"), Flag("causal"), Part("stride", 0)],
            a => GridPatterns.Neighborhood1D(new(a[0], a[1], a[2] != 0, a[3]))),
        Reach(
            "Neighborhood2D",
            [
                Count("width"), Count("windowY"), Count("windowX"), Count("dilationY"), Count("dilationX"), Flag("causalY"), Flag("causalX"),
                Part("strideY", 1), Part("strideX", 2),
            ],
            a => GridPatterns.Neighborhood2D(a[0], new(a[1], a[3], a[5] != 0, a[7]), new(a[2], a[4], a[6] != 0, a[8]))),
        Reach(
            "Neighborhood3D",
            [
                Count("height"), Width(0), Count("windowZ"), Count("windowY"), Count("windowX"),
                Count("dilationZ"), Count("dilationY"), Count("dilationX"), Flag("causalZ"), Flag("causalY"), Flag("causalX"),
                Part("strideZ", 2), Part("strideY", 3), Part("strideX", 4),
            ],
            a => GridPatterns.Neighborhood3D(
                a[0], a[1], new(a[2], a[5], a[8] != 0, a[11]), new(a[3], a[6], a[9] != 0, a[12]), new(a[4], a[7], a[10] != 0, a[13]))),
        Reach(
            "InwardWindow", [Count("height"), Width(0), Half("radiusY"), Half("radiusX")],
            a => GridPatterns.InwardWindow(a[0], a[1], a[2], a[3])),
        Reach(
            "SurroundingBlocks",
            [
                Count("height"), Width(0), Count("blockZ"), Rest("blockY", a => a[2]), Rest("blockX", a => (long)a[2] * a[3]),
                From("radius", 0), Flag("grouped"),
            ],
            a => GridPatterns.SurroundingBlocks(a[0], a[1], new(a[2], a[3], a[4]), a[5], a[6] != 0)),
        Reach("FrameSpatial", [Count("tokensPerFrame"), From("frames", 0)], a => VideoPatterns.FrameSpatial(a[0], a[1])),
        Reach("FrameTemporal", [Count("tokensPerFrame"), From("tolerance", 0)], a => VideoPatterns.FrameTemporal(a[0], a[1])),
        Reach("MultiDiagonal", [Count("period"), Half("halfWidth")], a => VideoPatterns.MultiDiagonal(a[0], a[1])),
        Reach("VerticalStripe", [Count("period"), Part("width", 0)], a => VideoPatterns.VerticalStripe(a[0], a[1])),
        Reach("RadialDecay", [Count("tokensPerFrame")], a => VideoPatterns.RadialDecay(a[0])),
        Reach("CrissCross", [Count("width")], a => GridPatterns.CrissCross(a[0])),
        Constraint("Documents", [Flag("perSequence")], a => DocumentPatterns.Documents(a[0] != 0)).Reads(DocumentPatterns.Document),
        Constraint("AnchorContext", [Count("count"), Flag("perSequence")], a => DocumentPatterns.AnchorContext(a[0], a[1] != 0))
            .Reads(DocumentPatterns.Document),
        Reach("RetrievalHeads", [From("sink", 0), From("window", 0)], a => HeadPatterns.RetrievalHeads(a[0], a[1])).Reads(HeadPatterns.Retrieval),
        Reach("HeadSpans", [Flag("causal")], a => HeadPatterns.HeadSpans(a[0] != 0)).Reads(HeadPatterns.Span),
        Constraint("TokenTree", [], _ => TreePatterns.TokenTree()).Reads(TreePatterns.Committed, TreePatterns.Enter, TreePatterns.Leave),
        Constraint("MaskTensor", [], _ => TensorPatterns.Mask()).Reads(TensorPatterns.MaskData),
        new Pattern("BiasTensor", PatternKind.LastScore, [], _ => TensorPatterns.Bias()).Reads(TensorPatterns.BiasData),
        Constraint("BlockSparse", [Block("Query"), Block("Key")], a => TensorPatterns.BlockSparse(a[0], a[1])).Reads(TensorPatterns.BlocksData),
    ];

    private static Pattern Reach(string name, PatternArgument[] arguments, Func<int[], Expr> build) => new(name, PatternKind.Reach, arguments, build);

    private static Pattern Constraint(string name, PatternArgument[] arguments, Func<int[], Expr> build) => new(name, PatternKind.Constraint, arguments, build);

    private static Pattern Reads(this Pattern pattern, params ExprParameter[] data) => pattern with { Data = data };

    private static PatternArgument From(string name, int min) => new(name, min, _ => Largest);

    private static PatternArgument Count(string name) => From(name, 1);

    private static PatternArgument Block(string name) => Count(name) with { Default = 64 };

    private static PatternArgument Flag(string name) => new(name, 0, _ => 1);

    /// <summary>A distance to both sides: twice as much is a legal argument too.</summary>
    private static PatternArgument Half(string name) => new(name, 0, _ => Largest / 2);

    /// <summary>The tokens of a row, of which another argument says how many there are.</summary>
    private static PatternArgument Width(int height) => Rest("width", a => a[height]);

    /// <summary>A factor of a product that is a legal argument too.</summary>
    private static PatternArgument Rest(string name, Func<int[], long> others) => new(name, 1, a => (int)(Largest / Math.Max(1, others(a))));

    /// <summary>A number of steps, each as long as the third argument says.</summary>
    private static PatternArgument Steps(string name) => new(name, 0, a => Largest / Math.Max(1, a[2]));

    /// <summary>A count that another argument bounds.</summary>
    private static PatternArgument Part(string name, int whole) => new(name, 1, a => Math.Max(1, a[whole]));
}
