namespace KernelGen.Kernels;

/// <summary>A spec whose kernels can be run on this machine.</summary>
public interface IRunnableSpec
{
    /// <summary>The spec with its oracle.</summary>
    CompiledSpec Compiled { get; }

    /// <summary>The ids of the variants to run.</summary>
    IReadOnlyList<string> Variants { get; }

    /// <summary>The thread counts whose results must agree to the bit; a single one where threads are not the caller's to choose.</summary>
    IReadOnlyList<int> Threads { get; }

    /// <summary>
    /// Whether products take their factors as tensor cores do: weights rounded to the storage type, and all that is float32 to tf32. The plain
    /// implementation does then as well.
    /// </summary>
    bool RoundsWeights => false;

    /// <summary>Runs one variant.</summary>
    void Run(string variant, in AttentionCall call, int threads);
}
