using KernelGen.Devices.Gpu;

namespace KernelGen.Tuner.Search;

/// <summary>What there is to choose for a shape on a GPU.</summary>
internal static class GpuShapes
{
    /// <summary>Why there is nothing to choose, as the rest of a sentence about the shape; null when there is.</summary>
    public static string? WhyNot(in AttentionShape shape) => shape.QueryLength <= GpuCall.LongestDecode
        ? FormattableString.Invariant($"up to {GpuCall.LongestDecode} query rows go to the decode kernel, of which a spec has one")
        : null;
}
