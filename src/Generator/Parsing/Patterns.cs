using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Parsing;

/// <summary>The pattern library, but for the three patterns that <see cref="MaskParser"/> reads with diagnostics of their own.</summary>
internal static class Patterns
{
    // Positions are below 2^30 in magnitude, so a position plus or minus any argument stays in an int.
    private const int Largest = (1 << 30) - 1;

    /// <summary>All of them, in the order in which they enter a mask.</summary>
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
        Reach("Neighborhood1D", [Count("window"), Count("dilation"), Flag("causal")], a => GridPatterns.Neighborhood1D(a[0], a[1], a[2] != 0)),
        Reach(
            "Neighborhood2D",
            [Count("width"), Count("windowY"), Count("windowX"), Count("dilationY"), Count("dilationX"), Flag("causalY"), Flag("causalX")],
            a => GridPatterns.Neighborhood2D(a[0], new(a[1], a[3], a[5] != 0), new(a[2], a[4], a[6] != 0))),
        Reach(
            "Neighborhood3D",
            [
                Count("height"), new("width", 1, a => Largest / Math.Max(1, a[0])), Count("windowZ"), Count("windowY"), Count("windowX"),
                Count("dilationZ"), Count("dilationY"), Count("dilationX"), Flag("causalZ"), Flag("causalY"), Flag("causalX"),
            ],
            a => GridPatterns.Neighborhood3D(a[0], a[1], new(a[2], a[5], a[8] != 0), new(a[3], a[6], a[9] != 0), new(a[4], a[7], a[10] != 0))),
        Reach("FrameSpatial", [Count("tokensPerFrame"), From("frames", 0)], a => VideoPatterns.FrameSpatial(a[0], a[1])),
        Reach("FrameTemporal", [Count("tokensPerFrame"), From("tolerance", 0)], a => VideoPatterns.FrameTemporal(a[0], a[1])),
        Reach("MultiDiagonal", [Count("period"), new("halfWidth", 0, _ => Largest / 2)], a => VideoPatterns.MultiDiagonal(a[0], a[1])),
        Reach("VerticalStripe", [Count("period"), Part("width", 0)], a => VideoPatterns.VerticalStripe(a[0], a[1])),
        Reach("RadialDecay", [Count("tokensPerFrame")], a => VideoPatterns.RadialDecay(a[0])),
        Reach("CrissCross", [Count("width")], a => GridPatterns.CrissCross(a[0])),
    ];

    private static Pattern Reach(string name, PatternArgument[] arguments, Func<int[], Expr> build) => new(name, false, arguments, build);

    private static Pattern Constraint(string name, PatternArgument[] arguments, Func<int[], Expr> build) => new(name, true, arguments, build);

    private static PatternArgument From(string name, int min) => new(name, min, _ => Largest);

    private static PatternArgument Count(string name) => From(name, 1);

    private static PatternArgument Flag(string name) => new(name, 0, _ => 1);

    /// <summary>A number of steps, each as long as the third argument says.</summary>
    private static PatternArgument Steps(string name) => new(name, 0, a => Largest / Math.Max(1, a[2]));

    /// <summary>A count that another argument bounds.</summary>
    private static PatternArgument Part(string name, int whole) => new(name, 1, a => Math.Max(1, a[whole]));
}
