namespace KernelGen.Tuner.Measurement;

/// <summary>What a kernel's results of one call are held to.</summary>
/// <param name="Output">The rule for O.</param>
/// <param name="Lse">The rule for the log-sum-exp; null where the spec does not write it.</param>
internal sealed record CallRule(ErrorRule Output, ErrorRule? Lse)
{
    /// <summary>Judges what a kernel left in the buffers.</summary>
    /// <returns>The largest error of the output, or of the log-sum-exp where that alone is wrong; and what is wrong, or null.</returns>
    public (double MaxError, string? Wrong) Judge(AttentionBuffers buffers)
    {
        var error = Output.MaxError(buffers.ReadOutput());
        if (error > Output.Bound)
            return (error, Text("largest error", error, Output.Bound));
        return Lse?.MaxError(buffers.ReadLse()) is { } lseError && lseError > Lse.Bound
            ? (lseError, Text("largest error of the log-sum-exp", lseError, Lse.Bound))
            : (error, null);
    }

    private static string Text(string what, double error, double bound) => FormattableString.Invariant($"{what} {error:G3}, allowed {bound:G3}");
}
