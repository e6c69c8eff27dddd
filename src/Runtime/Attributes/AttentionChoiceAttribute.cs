namespace KernelGen;

/// <summary>
/// Emitted once per tuned choice of tuning-db/ that was built into the kernels: what the runtime runs where there is no database, readable from an
/// assembly's metadata without loading it.
/// </summary>
/// <param name="typeName">The full name of the class that declares the spec.</param>
/// <param name="deviceKey">The device it was measured on.</param>
/// <param name="bucket">The shape bucket.</param>
/// <param name="variantId">The winner's id.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AttentionChoiceAttribute(string typeName, string deviceKey, string bucket, string variantId) : Attribute
{
    /// <summary>The full name of the class that declares the spec.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The device it was measured on.</summary>
    public string DeviceKey { get; } = deviceKey;

    /// <summary>The shape bucket.</summary>
    public string Bucket { get; } = bucket;

    /// <summary>The winner's id.</summary>
    public string VariantId { get; } = variantId;
}
