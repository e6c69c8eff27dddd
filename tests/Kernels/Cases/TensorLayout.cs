namespace KernelGen.Kernels.Cases;

/// <summary>How Q, K, V and O lie in memory. Whatever lies between and around their elements is NaN.</summary>
public enum TensorLayout
{
    /// <summary>(B, H, N, D), contiguous.</summary>
    Bhnd,

    /// <summary>(B, N, H, D), contiguous: heads are strided.</summary>
    Bnhd,

    /// <summary>Rows, heads and sequences apart from each other, the first element off any vector's alignment.</summary>
    Padded,

    /// <summary>Stride 0: Q along the batch, K along the heads, V along the rows.</summary>
    Broadcast,
}
