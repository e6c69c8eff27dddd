namespace KernelGen.Planning;

/// <summary>What is proven about the mask over a whole tile.</summary>
public enum TileClass
{
    /// <summary>No pair is allowed: the tile is skipped.</summary>
    Empty = 0,

    /// <summary>Some pairs may be masked: the kernel asks the predicate per element.</summary>
    Partial = 1,

    /// <summary>Every pair is allowed: the kernel does no masking work.</summary>
    Full = 2,
}
