namespace KernelGen.Generator.Parsing;

/// <summary>What a pattern does to a spec.</summary>
internal enum PatternKind
{
    /// <summary>Narrows the mask: constraints are and-ed.</summary>
    Constraint,

    /// <summary>Widens it: reaches are or-ed with one another.</summary>
    Reach,

    /// <summary>Changes the logit.</summary>
    Score,

    /// <summary>Changes the logit after everything else that does: after the other attributes, and after a method.</summary>
    LastScore,

    /// <summary>Is the logit of a key without a value.</summary>
    SinkLogit,
}
