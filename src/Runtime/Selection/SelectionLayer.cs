namespace KernelGen.Selection;

/// <summary>The layers of the lookup, in the order in which they are asked.</summary>
public enum SelectionLayer
{
    /// <summary>The caller named the variant.</summary>
    Pinned,

    /// <summary>A measurement on this device for this shape bucket.</summary>
    ExactBucket,

    /// <summary>A measurement on this device for the nearest bucket.</summary>
    NearestBucket,

    /// <summary>A measurement on another device of the same class.</summary>
    SameDeviceClass,

    /// <summary>No measurement: the analytic cost model's choice.</summary>
    AnalyticDefault,
}
