using System.Collections.Concurrent;
using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Planning;

/// <summary>Plans that several threads build.</summary>
public sealed class PlanThreadsTests
{
    // 16 stretches of 64 query tiles, with some left over.
    private const int Length = 16 * 64 * 16 + 1000;

    public static TheoryData<string> Masks => ["causal", "window", "everything", "nothing", "hashed", "open", "stripes"];

    [Theory]
    [MemberData(nameof(Masks))]
    public void A_plan_does_not_depend_on_how_many_threads_build_it(string mask)
    {
        foreach (var scope in new MaskScope[] { new(Length, Length, 0, 0, 0, 0), new(Length, 5003, -700, 0, 0, 0), new(4097, 70_001, 65_904, 0, 0, 0) })
        {
            var alone = TilePlan.Build(Mask(mask), scope, 16, 64);
            foreach (var threads in new[] { 2, 3, 7, 64 })
            {
                var together = TilePlan.Build(Mask(mask), scope, 16, 64, threads);
                together.Statistics.ShouldBe(alone.Statistics);
                together.LongestFirst.SequenceEqual(alone.LongestFirst).ShouldBeTrue($"{mask} {scope} {threads}: order");
                for (var tile = 0; tile < alone.QueryTiles; tile++)
                    together.Runs(tile).SequenceEqual(alone.Runs(tile)).ShouldBeTrue($"{mask} {scope} {threads}: tile {tile}");
            }
        }
    }

    [Fact]
    public void A_long_plan_is_built_by_more_threads_than_the_calling_one()
    {
        var seen = new ConcurrentDictionary<int, bool>();
        using var second = new ManualResetEventSlim();
        var waiting = new CountingClassifier((q, k, _) =>
        {
            seen[Environment.CurrentManagedThreadId] = true;
            if (seen.Count > 1)
                second.Set();
            second.Wait(TimeSpan.FromSeconds(30));
            return k <= q;
        });

        TilePlan.Build(waiting, new MaskScope(Length, Length, 0, 0, 0, 0), 16, 64, threads: 2);

        seen.Count.ShouldBe(2);
    }

    [Fact]
    public void A_short_plan_is_not_worth_a_second_thread()
    {
        var seen = new ConcurrentDictionary<int, bool>();
        var mask = new CountingClassifier((q, k, _) =>
        {
            seen[Environment.CurrentManagedThreadId] = true;
            return k <= q;
        });

        TilePlan.Build(mask, new MaskScope(3 * 64 * 16, 3 * 64 * 16, 0, 0, 0, 0), 16, 64, threads: 8);

        seen.Keys.ShouldBe([Environment.CurrentManagedThreadId]);
    }

    [Fact]
    public void No_thread_is_an_error_that_names_the_argument()
        => Should.Throw<ArgumentOutOfRangeException>(() => TilePlan.Build(CountingClassifier.Causal(), new MaskScope(8, 8, 0, 0, 0, 0), 8, 8, threads: 0))
            .ParamName.ShouldBe("threads");

    private static CountingClassifier Mask(string name) => name switch
    {
        "causal" => CountingClassifier.Causal(),
        "window" => CountingClassifier.Window(1500),
        "everything" => CountingClassifier.Everything(),
        "nothing" => CountingClassifier.Nothing(),
        // Decided only by a second look at the parts of tiles, of which there are so many tries.
        "hashed" => new((q, k, _) => Interval.Equal(q / 24 * 7 % 5, k / 40 % 5)),
        "open" => new((_, _, _) => Truth.Unknown),
        _ => new((_, k, _) => k / 64 % 3 < 1),
    };
}
