namespace KernelGen.Tuner.Reports;

/// <summary>What the tuner tells whoever watches.</summary>
internal interface ITuneProgress
{
    /// <summary>A line that stays.</summary>
    void Note(string line);

    /// <summary>A spec starts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="index">Which of the specs, from 1.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="budget">The time of every spec.</param>
    void Start(string name, int index, int count, TimeSpan budget);

    /// <summary>What happens now; may be called after every sample.</summary>
    /// <param name="activity">In words.</param>
    void Update(string activity);
}
