using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>What an earlier run has finished, so that a second run resumes where it stopped.</summary>
internal static class MeasuredKeys
{
    /// <summary>The finished keys of a spec; a measurement that was cut short is not among them.</summary>
    public static HashSet<TuningKey> Read(string path, string specHash)
    {
        using var reader = TuningDatabaseReader.Open(path);
        return reader is null
            ? []
            : [.. reader.Rows(specHash)
                .Where(row => row.Status != TuningStatus.Ok || row.Samples >= WinnerRule.FewestSamples)
                .Select(row => row.Key)];
    }
}
