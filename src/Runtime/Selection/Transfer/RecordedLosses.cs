namespace KernelGen.Selection.Transfer;

/// <summary>
/// What the fallbacks cost on the recorded sweep of docs/tuning.md. `kernelgen replay tests/Tuner.Tests/Recordings --transfer` computes the same figures, and a
/// test sees to it that they are these.
/// </summary>
internal static class RecordedLosses
{
    // The family that was recorded; nothing is known of others.
    private const string Family = "cpu.simd";

    private static readonly ExpectedLoss s_nearest = new(0.016, 32, "leave-one-bucket-out on the recorded sweep");

    private static readonly ExpectedLoss s_default = new(0.017, 32, "the cost model on the recorded sweep");

    /// <summary>What a layer's answer is expected to cost; null where nothing was recorded.</summary>
    public static ExpectedLoss? Of(SelectionLayer layer, string family) => (layer, family) switch
    {
        (SelectionLayer.NearestBucket, Family) => s_nearest,
        (SelectionLayer.AnalyticDefault, Family) => s_default,
        _ => null,
    };
}
