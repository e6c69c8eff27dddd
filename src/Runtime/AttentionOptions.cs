using KernelGen.Selection;

namespace KernelGen;

/// <summary>
/// How to run one call. The result does not depend on any of it, but for the rounding of another variant: one that is pinned, or one of the processor where
/// <see cref="FallBackToCpu"/> has it run a device's call.
/// </summary>
public sealed record AttentionOptions
{
    /// <summary>
    /// Threads to use, the calling one included; 0, the default, means one per processor. At most 17 take part, or one more than there are processors if
    /// that is more; a larger number means those.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>The id of the variant to run instead of the selected one, for example <c>cpu.simd/q48-k128-w512</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>
    /// Whether a call on a CUDA device runs on the processor instead where the device or the spec has no kernels for it: tensors are copied from
    /// the device and back, and the call waits. Without it, the default, such a call throws.
    /// </summary>
    public bool FallBackToCpu { get; init; }

    /// <summary>Told, before the kernel starts, which variant runs and why.</summary>
    public Action<SelectionReport>? Explain { get; init; }
}
