namespace KernelGen;

/// <summary>Emitted once per kernel: which variants an assembly has for a spec, readable from its metadata without loading it.</summary>
/// <param name="typeName">The full name of the class that declares the spec.</param>
/// <param name="variantId">The variant's id.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AttentionVariantAttribute(string typeName, string variantId) : Attribute
{
    /// <summary>The full name of the class that declares the spec.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The variant's id.</summary>
    public string VariantId { get; } = variantId;
}
