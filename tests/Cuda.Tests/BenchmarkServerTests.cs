using System.Text.Json;
using KernelGen.CudaBenchmarks;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Cuda.Tests;

/// <summary>The program that is compared with PyTorch, over the interpreter: what its other side relies on.</summary>
public sealed class BenchmarkServerTests
{
    private const long FlushedBytes = 1024;

    private static readonly CudaCase[] s_cases = [new("small", "Causal128", 4, 2, 20, 40), new("documents", "Documents128", 2, 1, 24, 24)];

    [Theory]
    [InlineData("small", 3, 5)]
    [InlineData("documents", 1, 23)]
    public void A_prepared_case_is_measured_and_its_rows_are_attention_of_the_drawn_tensors(string name, int head, int row)
    {
        var answers = Ask(
            $$"""{"do":"prepare","case":"{{name}}"}""", """{"do":"variants"}""", """{"do":"measure","rounds":3}""",
            $$"""{"do":"rows","batch":0,"head":{{head}},"rows":[{{row}}]}""");
        answers[0].GetProperty("device").GetString().ShouldNotBeNullOrEmpty();
        var variant = answers[1].GetProperty("variant").GetString()!;
        variant.ShouldStartWith("cuda.");
        answers[2].GetProperty("variants").EnumerateArray().Select(one => one.GetString()).ShouldContain(variant);
        answers[3].GetProperty("milliseconds").GetArrayLength().ShouldBe(3);
        var values = answers[4].GetProperty("values")[0].EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var expected = Expected(s_cases.Single(test => test.Name == name), head, row);
        values.Zip(expected, (value, wanted) => Math.Abs(value - wanted)).Max().ShouldBeLessThan(0.02);
    }

    [Fact]
    public void What_cannot_be_done_is_answered_with_the_reason_and_the_next_request_is_served()
    {
        var answers = Ask("""{"do":"measure","rounds":1}""", """{"do":"prepare","case":"nix"}""", "{", """{"do":"dance"}""", """{"do":"prepare","case":"small"}""");
        answers[1].GetProperty("error").GetString().ShouldBe("No case is prepared.");
        answers[2].GetProperty("error").GetString().ShouldBe("There is no case 'nix'.");
        answers[3].TryGetProperty("error", out _).ShouldBeTrue();
        answers[4].GetProperty("error").GetString()!.ShouldContain("prepare, variants, measure and rows");
        answers[5].GetProperty("firstCall").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_draw_is_the_one_that_the_script_makes()
    {
        // The first elements that cuda_cases.py gives for the seed of Q.
        var values = new BFloat16[8];
        Draw.Uniform(values, 0, Draw.Seed.Query);
        values.Select(value => (float)value).ShouldBe([-1.703125f, 0.423828125f, -1.6328125f, -1.5234375f, -0.28515625f, 0.52734375f, 1.265625f, -0.8671875f]);
    }

    private static JsonElement[] Ask(params string[] requests)
    {
        using var host = new PtxHost();
        using var device = host.Open();
        using var output = new StringWriter();
        using (var server = new Server(device, s_cases, FlushedBytes, new StringReader(string.Join('\n', requests)), output))
            server.Run();
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    // One row by the definition, in float64.
    private static double[] Expected(CudaCase test, int head, int row)
    {
        const int D = 128;
        var (shape, keyHead) = (test.Shape, head * test.KeyHeads / test.Heads);
        var q = Drawn(Draw.Seed.Query, test.Heads * test.Queries, (head * test.Queries) + row, 1);
        var k = Drawn(Draw.Seed.Key, test.KeyHeads * test.Keys, keyHead * test.Keys, test.Keys);
        var v = Drawn(Draw.Seed.Value, test.KeyHeads * test.Keys, keyHead * test.Keys, test.Keys);
        var documents = test.Spec == "Documents128" ? Draw.Documents(test.Keys) : new int[test.Keys];
        var position = row + shape.KeyLength - shape.QueryLength;
        var weights = Enumerable.Range(0, test.Keys)
            .Select(key => key > position || documents[key] != documents[position] ? 0 : Math.Exp(q[0].Zip(k[key], (a, b) => (double)a * b).Sum() / Math.Sqrt(D)))
            .ToArray();
        return [.. Enumerable.Range(0, D).Select(column => weights.Select((weight, key) => weight * v[key][column]).Sum() / weights.Sum())];
    }

    private static float[][] Drawn(Draw.Seed seed, int rows, int first, int count)
    {
        const int D = 128;
        var all = new BFloat16[rows * D];
        Draw.Uniform(all, 0, seed);
        return [.. Enumerable.Range(first, count).Select(row => all.Skip(row * D).Take(D).Select(value => (float)value).ToArray())];
    }
}
