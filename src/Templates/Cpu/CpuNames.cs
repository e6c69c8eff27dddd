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

    /// <summary>
    /// For the methods that do the arithmetic: compiled with full optimisation at their first call. Left to tiered compilation they run about
    /// forty times slower until the JIT has found time for them, which on a busy machine takes seconds; in the steady state both are equal.
    /// </summary>
    public const string FullyOptimized = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    public static string ElementName(ElementType type) => type switch
    {
        ElementType.Float16 => "Half",
        ElementType.BFloat16 => "BFloat16",
        ElementType.Float8E4M3 => "Float8E4M3",
        _ => "float",
    };
}
