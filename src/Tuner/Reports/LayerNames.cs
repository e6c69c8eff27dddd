using KernelGen.Selection;

namespace KernelGen.Tuner.Reports;

/// <summary>The layers of the lookup as the documentation calls them.</summary>
internal static class LayerNames
{
    /// <summary>The name of a layer.</summary>
    public static string Of(SelectionLayer layer) => layer switch
    {
        SelectionLayer.Pinned => "pinned",
        SelectionLayer.ExactBucket => "exact bucket",
        SelectionLayer.NearestBucket => "nearest bucket",
        SelectionLayer.SameDeviceClass => "same device class",
        _ => "analytic default",
    };
}
