namespace KernelGen.Generator.Emission;

/// <summary>One method that users call.</summary>
internal sealed record SurfaceMember(
    string Name, string ReturnType, string Summary, IReadOnlyList<SurfaceParameter> Parameters, string Throws, string? Returns = null)
{
    /// <summary>The call that it delegates to, up to its own arguments.</summary>
    public string Callee { get; init; } = $"Compiled.{Name}(";

    /// <summary>Whether the data of mask and score are parameters of it.</summary>
    public bool TakesData { get; init; } = true;
}

/// <summary>A parameter of such a method.</summary>
/// <param name="Type">Its type, with <c>in</c> where there is one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is, with shape and units.</param>
/// <param name="Default">Its default value, when it is optional.</param>
internal sealed record SurfaceParameter(string Type, string Name, string Comment, string? Default = null)
{
    /// <summary>How it is declared.</summary>
    public string Declaration => Default is null ? $"{Type} {Name}" : $"{Type} {Name} = {Default}";
}

/// <summary>The head sizes as comments show them: numbers, or letters when the spec has errors.</summary>
internal readonly record struct HeadSizes(string Key, string Value)
{
    /// <summary>The sizes of a spec.</summary>
    public static HeadSizes Of(Templates.Specs.AttentionSpec? spec)
        => spec is null ? new("D", "Dv") : new(Text(spec.HeadDim), Text(spec.ValueHeadDim));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
