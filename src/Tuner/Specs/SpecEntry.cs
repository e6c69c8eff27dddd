using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Specs;

/// <summary>A spec found in an assembly.</summary>
/// <param name="Name">The full name of the class that declares it.</param>
/// <param name="Text">Its canonical text.</param>
/// <param name="Hash">The hash of that text.</param>
/// <param name="Spec">The parsed text.</param>
internal sealed record SpecEntry(string Name, string Text, string Hash, AttentionSpec Spec)
{
    /// <summary>The name without namespace and enclosing classes.</summary>
    public string SimpleName => Name[(Name.LastIndexOfAny(['.', '+']) + 1)..];

    /// <summary>How Q, K and V are stored, in the runtime's terms.</summary>
    public Precision Precision => Enum.Parse<Precision>(Spec.Precision.ToString());

    /// <summary>What the runtime knows of it, as far as choosing a variant needs that.</summary>
    public SpecFacts Facts => new()
    {
        Name = Name,
        CanonicalText = Text,
        Hash = Hash,
        HeadDim = Spec.HeadDim,
        ValueHeadDim = Spec.ValueHeadDim,
        Precision = Precision,
        Alignment = Enum.Parse<CausalAlignment>(Spec.Alignment.ToString()),
        WritesLse = Spec.WritesLse,
    };
}
