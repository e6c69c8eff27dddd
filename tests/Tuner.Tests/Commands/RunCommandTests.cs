using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Storage.Npy;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<f4", "TinyCausal", 16)]
    [InlineData("<f8", "TinyCausal", 16)]
    [InlineData("<f2", "HalfDense", 8)]
    [InlineData("<f4", "HalfDense", 8)]
    public void The_output_passes_the_check_and_has_the_inputs_type(string descriptor, string spec, int headDim)
    {
        using var culture = new CommaCulture();
        var type = Enum.GetValues<NpyType>().Single(one => NpyArray.Descriptor(one) == descriptor);
        Save("q.npy", type, 2, 4, 5, headDim);
        Save("k.npy", type, 2, 2, 77, headDim);
        Save("v.npy", type, 2, 2, 77, headDim);

        var run = Run(spec, "--reference", "--threads", "2");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        run.Output.Contains("Largest error of the log-sum-exp", StringComparison.Ordinal).ShouldBe(spec == "TinyCausal");
        run.Code.ShouldBe(ExitCodes.Done);
        var output = NpyFile.Read("--out", _folder["o.npy"]);
        output.Type.ShouldBe(type);
        output.Shape.ShouldBe([2, 4, 5, headDim]);
    }

    [Theory]
    [InlineData("<f2", 3)]
    [InlineData("<f4", 9)]
    public void Inputs_become_8_bits_the_output_16_and_it_has_the_inputs_type(string descriptor, int queries)
    {
        var type = Enum.GetValues<NpyType>().Single(one => NpyArray.Descriptor(one) == descriptor);
        var assembly = SpecAssembly.Write(_folder["App.dll"], ("App.Eight", TestSpecs.EightDense));
        Save("q.npy", type, 1, 4, queries, 8);
        Save("k.npy", type, 1, 2, 77, 8);
        Save("v.npy", type, 1, 2, 77, 8);

        var run = ToolRun.InProcess([
            "run", assembly, "Eight", "--q", _folder["q.npy"], "--k", _folder["k.npy"], "--v", _folder["v.npy"],
            "--out", _folder["o.npy"], "--db", _folder["absent.db"], "--reference"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        var output = NpyFile.Read("--out", _folder["o.npy"]);
        output.Type.ShouldBe(type);
        for (var i = 0; i < output.Count; i++)
            output[i].ShouldBe((float)(BFloat16)output[i]);
        Enumerable.Range(0, (int)output.Count).ShouldContain(i => output[i] != (float)(Float8E4M3)output[i]);
    }

    [Fact]
    public void The_query_offset_and_the_log_sum_exp_mean_what_the_formulas_say()
    {
        Save("q.npy", NpyType.Float32, 1, 1, 3, 16);
        Save("k.npy", NpyType.Float32, 1, 1, 3, 16);
        Save("v.npy", NpyType.Float32, 1, 1, 3, 16);

        var run = Run("TinyCausal", "--query-offset", "0", "--lse", _folder["lse.npy"], "--variant", "cpu.simd/q24-k64-w128");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("cpu.simd/q24-k64-w128");
        NpyArray q = NpyFile.Read("--q", _folder["q.npy"]), k = NpyFile.Read("--k", _folder["k.npy"]), v = NpyFile.Read("--v", _folder["v.npy"]);
        var lse = NpyFile.Read("--lse", _folder["lse.npy"]);
        var output = NpyFile.Read("--out", _folder["o.npy"]);
        lse.Shape.ShouldBe([1, 1, 3]);
        // Query 0 sees key 0 alone: its output is value 0 and its log-sum-exp the scaled logit.
        for (var i = 0; i < 16; i++)
            output[i].ShouldBe(v[i], 1e-6);
        lse[0].ShouldBe(0.25 * Enumerable.Range(0, 16).Sum(i => q[i] * k[i]), 1e-5);
    }

    [Theory]
    [InlineData("k.npy", new[] { 1, 1, 4, 15 }, "--k has shape (1, 1, 4, 15); its dimension 3 must be 16")]
    [InlineData("k.npy", new[] { 2, 1, 4, 16 }, "its dimension 0 must be 1, the batch of --q")]
    [InlineData("v.npy", new[] { 1, 1, 5, 16 }, "its dimension 2 must be 4, the length of --k")]
    [InlineData("q.npy", new[] { 1, 4, 16 }, "expected rank 4, (B, Hq, Nq, D)")]
    [InlineData("k.npy", new[] { 1, 3, 4, 16 }, "its dimension 1 must be 3, the heads of --k")]
    public void Shapes_that_do_not_fit_are_refused(string file, int[] shape, string message)
    {
        Save("q.npy", NpyType.Float32, 1, 1, 4, 16);
        Save("k.npy", NpyType.Float32, 1, 1, 4, 16);
        Save("v.npy", NpyType.Float32, 1, 1, 4, 16);
        Save(file, NpyType.Float32, shape);

        ShouldBeRefused(Run("TinyCausal"), message);
    }

    [Fact]
    public void Wrong_options_are_refused_with_what_is_allowed()
    {
        Save("q.npy", NpyType.Float32, 1, 1, 4, 8);
        Save("k.npy", NpyType.Float32, 1, 1, 4, 8);
        Save("v.npy", NpyType.Float32, 1, 1, 4, 8);

        ShouldBeRefused(Run("HalfDense", "--lse", _folder["lse.npy"]), "WritesLse = true");
        ShouldBeRefused(Run("HalfDense", "--variant", "cpu.simd/q25-k64-w512"), "multiple of 6");
        ShouldBeRefused(Run("HalfDense", "--variant", "q24"), "no variant id");
        ShouldBeRefused(Run("HalfDense", "--data", "slopes=s.npy"), "--data names 'slopes', but Demo.HalfDense reads no data; leave --data out");
        ShouldBeRefused(Run("HalfDense", "--data", "slopes"), "--data is 'slopes'; it must be name=file.npy for an array");
        ShouldBeRefused(Run("HalfDence"), "the closest is 'HalfDense'");
    }

    private static void ShouldBeRefused(ToolRun run, string message)
    {
        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    private ToolRun Run(string spec, params string[] options) => ToolRun.InProcess([
        "run", TestSpecs.AssemblyPath, spec, "--q", _folder["q.npy"], "--k", _folder["k.npy"], "--v", _folder["v.npy"],
        "--out", _folder["o.npy"], "--db", _folder["absent.db"], .. options]);

    private void Save(string name, NpyType type, params int[] shape)
    {
        var random = new NormalSource((ulong)name[0]);
        var array = NpyArray.Zeros(type, shape);
        for (var i = 0; i < array.Count; i++)
            array[i] = random.Next();
        NpyFile.Write("--out", _folder[name], array);
    }
}
