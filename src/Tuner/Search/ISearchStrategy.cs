namespace KernelGen.Tuner.Search;

/// <summary>
/// Decides what to sample next, and when there is nothing left to find out. It sees candidates, costs and samples only, so recordings test it as well as
/// a machine does.
/// </summary>
internal interface ISearchStrategy
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in words.</summary>
    string Summary { get; }

    /// <summary>
    /// The rounds, each a list of variants to sample once, in that order. Whoever enumerates puts the samples of a round into the log before asking for
    /// the next one, and stops when the time is over.
    /// </summary>
    /// <param name="space">What there is to choose from.</param>
    /// <param name="log">What was sampled so far.</param>
    IEnumerable<IReadOnlyList<string>> Rounds(SearchSpace space, SampleLog log);
}
