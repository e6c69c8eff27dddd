using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>What a user should know of results that lie beside those of a run, or are taken into it.</summary>
internal static class ResumeNotes
{
    /// <summary>The end of the comment of rows that were measured with cold caches.</summary>
    public const string ColdCaches = "cold caches";

    /// <summary>The notes on a shape, as whole sentences.</summary>
    /// <param name="stored">What was measured before.</param>
    /// <param name="again">Whether all is measured anew.</param>
    /// <param name="variants">What is searched.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="shapes">All shapes of the run.</param>
    /// <param name="conditions">The cache state and the data of this run, as they are stored; empty when there is nothing to say of them.</param>
    public static IEnumerable<string> Of(
        EarlierResults stored, bool again, IReadOnlyList<string> variants, AttentionShape shape, IReadOnlyList<AttentionShape> shapes, string conditions)
    {
        var bucket = ShapeBucket.Of(shape);
        List<string> others =
        [
            .. stored.OtherProblems(variants, shape).Select(problem => Describe(problem, shape)),
            .. shapes.Where(other => other != shape && ShapeBucket.Of(other) == bucket).Select(other => ShapeText.Write(other)),
        ];
        if (others.Count > 0)
        {
            yield return $"{ShapeText.Write(shape)} shares the bucket {bucket} with {string.Join(" and ", others.Distinct())}: "
                + "times are not compared, and programs get the winner of what was measured last; another --db keeps both.";
        }
        if (again)
            yield break;
        var resumed = variants.Select(variant => stored.Measurement(variant, shape)).OfType<TuningRow>().Where(row => !Fits(row.Comment, conditions)).ToList();
        if (resumed.Count > 0)
        {
            yield return $"{ShapeText.Write(shape)}: the stored samples of {resumed.Count} variants were taken with '{resumed[^1].Comment}', and this run has "
                + $"'{conditions}'; --again measures anew, another --db keeps both.";
        }
    }

    private static string Describe(TimedProblem problem, AttentionShape shape) => problem.Shape == ShapeText.Write(shape)
        ? FormattableString.Invariant($"its times with {problem.Threads} {(problem.Threads == 1 ? "thread" : "threads")}")
        : problem.Shape;

    // A comment is the user's remark, then the conditions.
    private static bool Fits(string comment, string conditions)
        => comment.EndsWith(conditions, StringComparison.Ordinal) && (conditions.Contains(ColdCaches, StringComparison.Ordinal) || !comment.EndsWith(ColdCaches, StringComparison.Ordinal));
}
