using System.Globalization;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>The names and derived numbers that the steps' texts share.</summary>
internal sealed class CpuNames(AttentionSpec spec, CpuConfig config)
{
    public AttentionSpec Spec { get; } = spec;

    public CpuConfig Config { get; } = config;

    public CpuLayout Layout { get; } = new(spec, config);

    public CpuMicroTile Micro => Config.Micro;

    public int Lanes => Config.Lanes;

    /// <summary>The static class with the operations of this width, for example <c>Vector512</c>.</summary>
    public string Vector => $"Vector{Config.VectorBits}";

    /// <summary>The emitted helpers of this width, for example <c>Simd512</c>.</summary>
    public string Simd => $"Simd{Config.VectorBits}";

    /// <summary>The C# type of an element of Q, K and V.</summary>
    public string Element => ElementName(Spec.Precision);

    /// <summary>The C# type of an element of O.</summary>
    public string OutputElement => ElementName(Spec.OutputPrecision);

    /// <summary>The constant that step 2a counts the elements of a row by.</summary>
    public string DotDim => Spec.LowRankBias is null ? "HeadDim" : "DotDim";

    /// <summary>The factor on the queries and where it comes from, for comments.</summary>
    public string ScaleText => !FoldsScale(Spec) ? $"{Number(QueryScale(Spec))}, the power of two in scale = {Number(Spec.Scale)}"
        : $"scale * log2(e) = {Number(Spec.Scale)} * 1.442695 = {Number(QueryScale(Spec))}";

    /// <summary>
    /// The factor that is folded into the queries: the scale, and log2(e) so that the softmax works in base 2. Where a soft cap or a score
    /// function comes in between, only the scale's power of two, which is exact: rounding the queries would show in what the cap leaves of
    /// large logits.
    /// </summary>
    public static double QueryScale(AttentionSpec spec) => FoldsScale(spec) ? spec.Scale * Log2E : PowerOfTwo(spec.Scale);

    /// <summary>What the logits lack of the scale when soft cap or score function see them.</summary>
    public static double ScoreScale(AttentionSpec spec) => FoldsScale(spec) ? 1 : spec.Scale / PowerOfTwo(spec.Scale);

    /// <summary>The factor on the soft cap's tanh: the cap, and log2(e) unless a score function comes in between.</summary>
    public static double CapScale(AttentionSpec spec) => spec.Score is null ? spec.Softcap * Log2E : spec.Softcap;

    private static bool FoldsScale(AttentionSpec spec) => spec.Softcap == 0 && spec.Score is null;

    // The largest one that is no larger.
    private static double PowerOfTwo(double scale) => Math.Pow(2, Math.Floor(Math.Log(scale, 2)));

    /// <summary>
    /// For the methods that do the arithmetic: compiled with full optimisation at their first call. Left to tiered compilation they run about
    /// forty times slower until the JIT has found time for them, which on a busy machine takes seconds; in the steady state both are equal.
    /// </summary>
    public const string FullyOptimized = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    /// <summary>log2(e), for softmax in base 2.</summary>
    public const double Log2E = 1.4426950408889634;

    public static string ElementName(ElementType type) => type switch
    {
        ElementType.Float16 => "Half",
        ElementType.BFloat16 => "BFloat16",
        ElementType.Float8E4M3 => "Float8E4M3",
        _ => "float",
    };

    public static string Literal(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";

    private static string Number(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);
}
