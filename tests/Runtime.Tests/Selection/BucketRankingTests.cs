using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

/// <summary>A bucket for which several exact shapes and thread counts were measured.</summary>
public sealed class BucketRankingTests
{
    private const string A = "cpu.simd/q24-k64-w512", B = "cpu.simd/q48-k128-w512", C = "cpu.simd/q96-k256-w512";

    // Both fall into h32-q1024-k1024; the second has three times the pairs.
    private static readonly TimedProblem s_short = new("B1,Hq32,Hkv32,Nq600,Nk600", 2), s_long = new("B1,Hq32,Hkv32,Nq1024,Nk1024", 2);

    [Fact]
    public void Times_of_another_exact_shape_do_not_compete()
    {
        // The first variant was only measured to the end for the cheap shape.
        var ranking = Ranking(Row(A, 10, s_short), Row(B, 12, s_short), Row(C, 11, s_short), Row(B, 40, s_long), Row(C, 45, s_long));

        ranking.Problem.ShouldBe(s_long);
        ranking.Ranked.Select(one => (one.Variant, one.Median)).ShouldBe([(B, 40.0), (C, 45.0)]);
    }

    [Fact]
    public void Times_with_another_number_of_threads_do_not_compete()
    {
        var alone = s_long with { Threads = 1 };

        var ranking = Ranking(Row(A, 10, s_long), Row(B, 12, s_long), Row(B, 21, alone), Row(C, 20, alone));

        ranking.Problem.ShouldBe(alone);
        ranking.Ranked.Select(one => one.Variant).ShouldBe([C, B]);
    }

    [Fact]
    public void What_was_measured_last_stands_for_the_bucket_whichever_came_first()
        => Ranking(Row(A, 40, s_long), Row(A, 10, s_short), Row(B, 12, s_short), Row(B, 45, s_long)).Problem.ShouldBe(s_long);

    [Fact]
    public void A_single_variant_compares_nothing_and_stands_for_the_bucket_only_where_nothing_else_does()
    {
        Ranking(Row(A, 10, s_short), Row(B, 12, s_short), Row(C, 40, s_long)).Problem.ShouldBe(s_short);
        Ranking(Row(A, 10, s_short), Row(C, 40, s_long)).Ranked.ShouldHaveSingleItem().Variant.ShouldBe(C);
    }

    [Fact]
    public void A_failure_for_one_shape_counts_for_all_of_the_bucket()
    {
        var failed = Row(A, 0, s_long) with { Status = TuningStatus.WrongResult, Median = null, Samples = 0 };

        Ranking(Row(A, 10, s_short), Row(B, 12, s_short), failed).Ranked.ShouldHaveSingleItem().Variant.ShouldBe(B);
        Ranking(failed, Row(A, 10, s_short), Row(B, 12, s_short)).Ranked[0].Variant.ShouldBe(A, "it was measured as correct since");
    }

    [Fact]
    public void Of_a_variant_the_row_speaks_that_was_brought_to_an_end_for_each_problem()
    {
        var (finished, cutShort, other) = (Row(A, 10, s_long), Row(A, 1, s_long) with { Samples = 1 }, Row(A, 5, s_short));
        var onlyCutShort = Row(B, 2, s_long) with { Samples = 2 };

        SpeakingRow.All([finished, other, cutShort, onlyCutShort]).ShouldBe([finished, other, onlyCutShort], ignoreOrder: true);
    }

    [Fact]
    public void A_failure_of_several_shapes_is_one_row()
    {
        var failed = Row(A, 0, s_long) with { Status = TuningStatus.WrongResult, Median = null, Samples = 0 };

        SpeakingRow.All([Row(A, 10, s_short), Row(A, 40, s_long), failed]).ShouldBe([failed]);
    }

    private static BucketRanking Ranking(params TuningRow[] rows) => BucketRanking.Of(rows).Single();

    private static TuningRow Row(string variant, double median, TimedProblem problem) => new()
    {
        Key = new TuningKey(TestKernels.SpecHash, 1, "cpu.simd", variant, TestKernels.DeviceKey, new ShapeBucket(32, 1024, 1024)),
        SpecName = "Demo.Attention",
        SpecText = "text",
        Status = TuningStatus.Ok,
        Shape = problem.Shape,
        Threads = problem.Threads,
        Samples = 9,
        Median = median,
        P20 = median,
        P80 = median,
        ToolVersion = "1",
        Time = DateTimeOffset.UnixEpoch,
        Environment = "",
    };
}
