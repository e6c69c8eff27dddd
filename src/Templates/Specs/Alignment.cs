namespace KernelGen.Templates.Specs;

/// <summary>Where query 0 stands relative to key 0; the compile-time twin of the runtime's <c>KernelGen.CausalAlignment</c>.</summary>
public enum Alignment
{
    /// <summary>The query offset is Nk - Nq.</summary>
    BottomRight,

    /// <summary>The query offset is 0.</summary>
    TopLeft,
}
