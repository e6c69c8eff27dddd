namespace KernelGen.Tuner.Drawing;

/// <summary>What happens to one pair of a query and a key.</summary>
internal enum PairKind
{
    /// <summary>In an Empty tile: never computed.</summary>
    Empty,

    /// <summary>In a Partial tile, and masked there: computed in vain.</summary>
    Masked,

    /// <summary>In a Partial tile, and allowed.</summary>
    Allowed,

    /// <summary>In a Full tile: allowed, and never asked about.</summary>
    Full,
}
