namespace KernelGen.Tuning;

/// <summary>
/// What a time is a time of, beside the key of its row. A bucket holds shapes that differ by a factor of four and more, so only times of one problem are
/// ever compared.
/// </summary>
/// <param name="Shape">The exact shape, in the command line's notation.</param>
/// <param name="Threads">Threads of the run.</param>
internal readonly record struct TimedProblem(string Shape, int Threads);
