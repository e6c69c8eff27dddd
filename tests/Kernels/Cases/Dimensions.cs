namespace KernelGen.Kernels.Cases;

/// <summary>The values of each dimension that the suite covers.</summary>
public static class Dimensions
{
    /// <summary>Sequence lengths: nothing, less than a vector, and one off every tile and power of two that matters.</summary>
    public static IReadOnlyList<int> Lengths { get; } =
        [0, 1, 2, 3, 5, 17, 63, 64, 65, 113, 127, 128, 129, 203, 255, 256, 257, 511, 513, 1023, 1025, 2049];

    /// <summary>Head sizes of Q and K, and of V and O.</summary>
    public static IReadOnlyList<(int HeadDim, int ValueHeadDim)> HeadSizes { get; } =
    [
        (8, 8), (16, 16), (32, 32), (40, 40), (59, 59), (64, 64), (80, 80), (96, 96), (111, 111), (128, 128), (160, 160), (192, 192),
        (256, 256), (192, 128),
    ];

    /// <summary>Query heads and key heads: groups of 1, 2, 4, 7 and 8, and one key head for all (MQA).</summary>
    public static IReadOnlyList<(int QueryHeads, int KeyHeads)> Heads { get; } =
        [(2, 2), (4, 2), (8, 2), (14, 2), (16, 2), (5, 1)];

    /// <summary>Soft caps, 0 for none.</summary>
    public static IReadOnlyList<int> Softcaps { get; } = [0, 15, 50];

    /// <summary>Factors on Q.</summary>
    public static IReadOnlyList<double> LogitScales { get; } = [1, 1e-3, 1e3];

    /// <summary>Explicit positions of query 0; null is what the spec's alignment says, 400 lies beyond many a window.</summary>
    public static IReadOnlyList<int?> QueryOffsets { get; } = [null, 0, 17, -3, 400];

    /// <summary>Thread counts that must agree to the bit.</summary>
    public static IReadOnlyList<int> Threads { get; } = [1, 2, 3];
}
