namespace KernelGen.Tuner.Doctor;

/// <summary>How something was found.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but measurements or results may suffer.</summary>
    Warning,

    /// <summary>It is not there, and something that is not necessary does not work.</summary>
    Missing,

    /// <summary>Something necessary does not work.</summary>
    Broken,
}

/// <summary>What was found of one thing.</summary>
/// <param name="Subject">The thing.</param>
/// <param name="State">How it was found.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do, and what does not work until then; empty when there is nothing to do.</param>
internal sealed record Finding(string Subject, FindingState State, string Text, string Advice = "");
