namespace KernelGen.Generator.Diagnostics;

/// <summary>What a diagnostic tells its code fix.</summary>
internal static class DiagnosticProperties
{
    /// <summary>The nearest legal value of the argument at the diagnostic's location.</summary>
    public const string Nearest = "Nearest";

    /// <summary>The nearest legal query tile.</summary>
    public const string NearestQueryTile = "NearestQueryTile";

    /// <summary>The nearest legal key tile.</summary>
    public const string NearestKeyTile = "NearestKeyTile";
}
