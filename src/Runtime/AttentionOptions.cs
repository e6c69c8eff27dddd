using KernelGen.Selection;

namespace KernelGen;

/// <summary>How to run one call. The result does not depend on any of it, except through a pinned variant's rounding.</summary>
public sealed record AttentionOptions
{
    /// <summary>Threads to use, the calling one included; 0, the default, means one per processor.</summary>
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
