using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

/// <summary>A database that several versions of several families' emitters have written to.</summary>
public sealed class MixedEmittersTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public MixedEmittersTests()
    {
        _database.Create();
        // The fastest results are the ones that must not count.
        Add("cuda.mma/q64-k64", 1, emitter: 1);
        Add("cuda.mma/q64-k64", 50, emitter: 2);
        Add("cuda.mma/q128-k64", 2, emitter: 1);
        Add("cuda.mma/q128-k64", 40, emitter: 2);
        Add("cuda.mma/q256-k64", 3, emitter: 3);
        Add("cuda.wgmma/q128-k128", 4, emitter: 6);
        Add("cuda.wgmma/q128-k128", 30, emitter: 7);
        Add("cpu.simd/q48-k128-w512", 5, emitter: 2);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Each_result_counts_for_its_own_emitter_alone()
    {
        Ranking(("cuda.mma", 2), ("cuda.wgmma", 7)).ShouldBe(["cuda.wgmma/q128-k128", "cuda.mma/q128-k64", "cuda.mma/q64-k64"]);
        Ranking(("cuda.mma", 1), ("cuda.wgmma", 7)).ShouldBe(["cuda.mma/q64-k64", "cuda.mma/q128-k64", "cuda.wgmma/q128-k128"]);
        Ranking(("cuda.mma", 3), ("cuda.wgmma", 5)).ShouldBe(["cuda.mma/q256-k64"]);
    }

    [Fact]
    public void A_family_that_was_emitted_anew_loses_its_results_and_the_others_keep_theirs()
        => Ranking(("cuda.mma", 4), ("cuda.wgmma", 7)).ShouldBe(["cuda.wgmma/q128-k128"]);

    [Fact]
    public void When_every_family_was_emitted_anew_nothing_is_known()
        => Ranking(("cuda.mma", 4), ("cuda.wgmma", 8), ("cpu.simd", 3)).ShouldBeEmpty();

    private void Add(string variant, double median, int emitter) => _database.Add(variant, median, emitter: emitter);

    private IReadOnlyList<string> Ranking(params (string Family, int Emitter)[] emitters)
    {
        using var reader = TuningDatabaseReader.Open(_database.Path)!;
        var kernels = emitters.Select(one => new FamilyKernel(one.Family + "/q1-k1", one.Emitter)).ToList();
        return TunedTable.FromRows(reader.Rows(TestKernels.SpecHash), kernels).SingleOrDefault()?.Ranked ?? [];
    }

    private sealed class FamilyKernel(string id, int emitter) : KernelVariant(id, emitter);
}
