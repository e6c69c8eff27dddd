using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Tests.Storage;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class DiffCommandTests : IDisposable
{
    private const string OtherDevice = "cpu:other:avx512:2c";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Winners_of_two_databases_are_compared_the_largest_difference_first()
    {
        var a = TestStore.Fill(
            _folder["a.db"], TestRows.Row("cpu.simd/q48-k128-w256", 100), TestRows.Row("cpu.simd/q24-k64-w256", 120),
            TestRows.Row("cpu.simd/q48-k128-w256", 100, heads: 16), TestRows.Row("cpu.simd/q48-k128-w256", 100, "bbbb"));
        var b = TestStore.Fill(
            _folder["b.db"], TestRows.Row("cpu.simd/q48-k128-w256", 130), TestRows.Row("cpu.simd/q24-k64-w256", 110),
            TestRows.Row("cpu.simd/q48-k128-w256", 50, heads: 16), TestRows.Row("cpu.simd/q48-k128-w256", 100, "cccc"));

        var run = ToolRun.InProcess("diff", a, b, "--csv");

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldBe("""
            specName,device,bucket,variantA,variantB,medianMicrosecondsA,medianMicrosecondsB,ratio,isWithinNoise,differs
            Demo.aaaa,cpu:test-cpu:avx2:4c,h16-q1024-k1024,cpu.simd/q48-k128-w256,cpu.simd/q48-k128-w256,100,50,0.5,false,false
            Demo.aaaa,cpu:test-cpu:avx2:4c,h8-q1024-k1024,cpu.simd/q48-k128-w256,cpu.simd/q24-k64-w256,100,110,1.1,false,true
            Demo.bbbb,cpu:test-cpu:avx2:4c,h8-q1024-k1024,cpu.simd/q48-k128-w256,,100,,,,
            Demo.cccc,cpu:test-cpu:avx2:4c,h8-q1024-k1024,,cpu.simd/q48-k128-w256,,100,,,

            """);
        run.Error.ShouldContain("2 measured at both places, of which 1 have another winner; 1 only in A, 1 only in B");
    }

    [Fact]
    public void Two_devices_of_one_database_are_compared()
    {
        var database = TestStore.Fill(
            _folder["tuning.db"], TestRows.Row("cpu.simd/q48-k128-w256", 100), TestRows.Row("cpu.simd/q48-k128-w256", 99.99, device: OtherDevice));

        var run = ToolRun.InProcess("diff", "avx2", "other", "--devices", "--db", database);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain($"{TestRows.Device} / {OtherDevice}");
        run.Output.ShouldContain("1.000 (noise)");
        run.Output.ShouldContain("the same");
    }

    [Fact]
    public void A_file_of_measurements_is_as_good_as_a_database()
    {
        MeasurementFile.Write(_folder["a.jsonl"], [TestRows.Row("cpu.simd/q48-k128-w256", 100)]);
        var b = TestStore.Fill(_folder["b.db"], TestRows.Row("cpu.simd/q48-k128-w256", 200));

        ToolRun.InProcess("diff", _folder["a.jsonl"], b).Output.ShouldContain("2.000");
    }

    [Fact]
    public void A_device_that_is_none_or_several_is_named_with_the_others()
    {
        var database = TestStore.Fill(
            _folder["tuning.db"], TestRows.Row("cpu.simd/q48-k128-w256", 100), TestRows.Row("cpu.simd/q48-k128-w256", 99, device: OtherDevice));

        Failure("cpu", "other").ShouldContain($"a is 'cpu', which several devices' keys contain. There are: {OtherDevice}, {TestRows.Device}");
        Failure("avx2", "avx51").ShouldContain(OtherDevice);
        Failure("avx2", "cpu:othr").ShouldContain($"b is 'cpu:othr', which no device's key contains; the closest is '{OtherDevice}'");

        string Failure(string a, string b)
        {
            var run = ToolRun.InProcess("diff", a, b, "--devices", "--db", database);
            return run.Code == ExitCodes.WrongInput ? run.Error : run.Output;
        }
    }

    [Fact]
    public void Comparing_databases_does_not_take_a_third()
    {
        var run = ToolRun.InProcess("diff", "a.db", "b.db", "--db", "c.db");

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain("--devices");
    }
}
