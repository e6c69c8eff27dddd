namespace KernelGen.Tuner.Search;

/// <summary>
/// Decides which candidates are worth measuring and when to stop. It sees costs and times only, so recorded ones test it too.
/// </summary>
internal interface ISearchStrategy
{
    /// <summary>The order in which candidates are compiled and measured, the most promising first.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="cost">The cost model's relative cost of each.</param>
    IReadOnlyList<string> Rank(IReadOnlyList<string> candidates, Func<string, double> cost);

    /// <summary>How many of the ranked candidates to measure.</summary>
    /// <param name="ranked">How many there are.</param>
    /// <param name="oneSample">What one timed sample of the first candidate takes.</param>
    /// <param name="budget">The time there is.</param>
    int Shortlist(int ranked, TimeSpan oneSample, TimeSpan budget);

    /// <summary>Whether another round of samples is worth it.</summary>
    /// <param name="roundsDone">Rounds measured.</param>
    /// <param name="spent">Time spent on them.</param>
    /// <param name="budget">The time there is.</param>
    bool WantsRound(int roundsDone, TimeSpan spent, TimeSpan budget);

    /// <summary>How many of the best variants go on to the next round.</summary>
    /// <param name="roundsDone">Rounds measured.</param>
    /// <param name="active">Variants that were in the last round.</param>
    int Survivors(int roundsDone, int active);
}
