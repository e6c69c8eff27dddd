namespace KernelGen.Kernels.Cases;

/// <summary>The masks that the suite runs; what each allows is in <see cref="Masks"/>.</summary>
public enum MaskKind
{
    /// <summary>Everything is allowed.</summary>
    None,

    /// <summary>Constraint: the past and the present.</summary>
    Causal,

    /// <summary>Reach: a window to both sides.</summary>
    Window,

    /// <summary>Reach: a window whose left side is bounded and whose right side is not.</summary>
    OpenWindow,

    /// <summary>A window to the left and the causal constraint, as Mistral has it.</summary>
    CausalWindow,

    /// <summary>A window, the first keys, and the causal constraint, as StreamingLLM has it.</summary>
    WindowAndSink,

    /// <summary>Reach: only the first keys.</summary>
    Sink,
}
