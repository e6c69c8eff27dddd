using KernelGen.Tuner.Search;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class ConfigTableTests
{
    [Fact]
    public void Neighbours_differ_in_one_column_by_one_step_of_what_there_is()
    {
        var table = new ConfigTable(["cpu.simd/q24-k64-w512", "cpu.simd/q48-k64-w512", "cpu.simd/q96-k64-w512", "cpu.simd/q48-k128-w512", "cpu.simd/q96-k128-w256"]);

        table.Neighbours("cpu.simd/q48-k64-w512").ShouldBe(["cpu.simd/q24-k64-w512", "cpu.simd/q96-k64-w512", "cpu.simd/q48-k128-w512"]);
        table.Neighbours("cpu.simd/q96-k128-w256").ShouldBeEmpty();
    }

    [Fact]
    public void Families_have_tables_of_their_own_and_ids_of_any_columns_work()
    {
        var table = new ConfigTable(["cuda.mma/q64-k64-s2", "cuda.mma/q64-k64-s3", "cuda.wgmma/q64-k64-s2", "ilgpu.simt/q16-k16-r4-t64"]);

        table.Neighbours("cuda.mma/q64-k64-s2").ShouldBe(["cuda.mma/q64-k64-s3"]);
        table.Neighbours("cuda.wgmma/q64-k64-s2").ShouldBeEmpty();
        table.Neighbours("unknown/q1").ShouldBeEmpty();
    }
}
