namespace KernelGen;

/// <summary>
/// Emitted once per spec: the canonical text that generator, runtime and tuner share, readable from the assembly's metadata
/// without loading it.
/// </summary>
/// <param name="typeName">The full name of the class that declares the spec.</param>
/// <param name="canonicalText">The spec in its canonical text form.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AttentionSpecTextAttribute(string typeName, string canonicalText) : Attribute
{
    /// <summary>The full name of the class that declares the spec.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The spec in its canonical text form.</summary>
    public string CanonicalText { get; } = canonicalText;
}
