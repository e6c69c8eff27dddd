using KernelGen.Templates.Analysis;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

/// <summary>Data that is a tensor, and that of biases and sinks.</summary>
public sealed class TensorOptionTests : DataCommands
{
    [Theory]
    [InlineData(new[] { 6, 6 })]
    [InlineData(new[] { 1, 6 })]
    [InlineData(new[] { 2, 6, 6 })]
    [InlineData(new[] { 2, 1, 6 })]
    [InlineData(new[] { 2, 2, 6, 6 })]
    [InlineData(new[] { 2, 1, 1, 6 })]
    public void Masks_and_biases_of_every_rank_are_broadcast(int[] lengths)
    {
        SaveTensors(rows: 6, keys: 6, batch: 2, heads: 2);
        // Key 1 is all that anybody sees, whatever is broadcast.
        SaveTensor("mask.npy", NpyType.Bool, lengths, index => index % 6 == 1 ? 1 : 0);
        SaveTensor("bias.npy", NpyType.Float32, lengths, index => BitConverter.SingleToInt32Bits(index / 4f));

        var run = Run("Tensors", [.. Data("mask.npy"), .. Data("bias.npy"), "--reference"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        NpyArray v = NpyFile.Read("--v", Folder["v.npy"]), output = NpyFile.Read("--out", Folder["o.npy"]);
        for (var i = 0; i < output.Count; i++)
            output[i].ShouldBe(v[i / (6 * 8) * (6 * 8) + 8 + i % 8], 1e-6);
    }

    [Fact]
    public void A_bias_tensor_changes_logits()
    {
        SaveTensors(rows: 2, keys: 6);
        SaveTensor("mask.npy", NpyType.Bool, [2, 6], _ => 1);
        // Key 4 wins by far.
        SaveTensor("bias.npy", NpyType.Float32, [1, 6], index => BitConverter.SingleToInt32Bits(index == 4 ? 100 : 0));

        var run = Run("Tensors", [.. Data("mask.npy"), .. Data("bias.npy"), "--reference"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        NpyArray v = NpyFile.Read("--v", Folder["v.npy"]), output = NpyFile.Read("--out", Folder["o.npy"]);
        for (var i = 0; i < output.Count; i++)
            output[i].ShouldBe(v[4 * 8 + i % 8], 1e-6);
    }

    [Fact]
    public void Blocks_are_chosen_by_a_file()
    {
        SaveTensors(rows: 32, keys: 24, heads: 2);
        // Head 0 sees block row 0 and key block 1 only; head 1 sees all.
        SaveTensor("blocks.npy", NpyType.Bool, [2, 2, 3], index => index is 1 or >= 6 ? 1 : 0);

        var run = Run("Blocks", [.. Data("blocks.npy"), "--reference"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        var output = NpyFile.Read("--out", Folder["o.npy"]);
        for (var i = 16 * 8; i < 32 * 8; i++)
            output[i].ShouldBe(0, "a row that sees nothing");
        output[0].ShouldNotBe(0);
        output[32 * 8].ShouldNotBe(0);
    }

    [Fact]
    public void Factors_of_a_bias_and_logits_of_sinks_are_arrays_of_any_shape()
    {
        SaveTensors(rows: 4, keys: 6, heads: 2);
        SaveTensor("queryFactors.npy", NpyType.Float32, [2, 4, 2], index => BitConverter.SingleToInt32Bits(MathF.Sin(index)));
        SaveTensor("keyFactors.npy", NpyType.Float32, [2, 6, 2], index => BitConverter.SingleToInt32Bits(MathF.Cos(index)));
        // The first head's sink takes all the weight.
        SaveTensor("sink.npy", NpyType.Float32, [2], index => BitConverter.SingleToInt32Bits(index == 0 ? 1000 : 0));

        var run = Run("Biased", [.. Data("queryFactors.npy"), .. Data("keyFactors.npy"), .. Data("sink.npy"), "--reference"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        var output = NpyFile.Read("--out", Folder["o.npy"]);
        for (var i = 0; i < 4 * 8; i++)
            output[i].ShouldBe(0, 1e-6);
        Math.Abs(output[4 * 8]).ShouldBeGreaterThan(1e-4);
    }

    [Theory]
    [InlineData("Data.Tensors reads 'bool[,,,] mask', 'float[,,,] bias'; not given: --data bias=file.npy.", "mask=@fits.npy")]
    [InlineData("--data mask is '3', but 'bool[,,,] mask' is a tensor; give mask=file.npy.", "mask=3")]
    [InlineData("has rank 1, shape (6); 'bool[,,,] mask' takes rank 2 to 4, where leading dimensions may be missing; .reshape(1, -1) makes one row of it", "mask=@flat.npy")]
    [InlineData("has rank 5, shape (1, 1, 1, 6, 6); 'bool[,,,] mask' takes rank 2 to 4", "mask=@deep.npy")]
    [InlineData("has dtype '<i4'; it must be bool ('|b1'), for example by .astype('bool')", "mask=@numbers.npy")]
    [InlineData("mask has the lengths (6, 5); expected (1, 1, 6, 6), where a length may be 1 and leading ones may be missing: the index k asks for 6, not 5.", "mask=@narrow.npy", "bias=@bias.npy")]
    public void Tensors_that_do_not_fit_are_refused_with_what_was_expected(string message, params string[] data)
    {
        SaveTensors(rows: 6, keys: 6);
        SaveTensor("fits.npy", NpyType.Bool, [6, 6], _ => 1);
        SaveTensor("narrow.npy", NpyType.Bool, [6, 5], _ => 1);
        SaveTensor("flat.npy", NpyType.Bool, [6], _ => 1);
        SaveTensor("deep.npy", NpyType.Bool, [1, 1, 1, 6, 6], _ => 1);
        SaveTensor("numbers.npy", NpyType.Int32, [6, 6], _ => 1);
        SaveTensor("bias.npy", NpyType.Float32, [1, 1], _ => 0);

        var run = Run("Tensors", [.. data.SelectMany(one => new[] { "--data", one.Replace("@", Folder.Path + Path.DirectorySeparatorChar) })]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        File.Exists(Folder["o.npy"]).ShouldBeFalse();
    }

    [Fact]
    public void A_tensor_is_drawn_for_the_head_that_is_asked_for_out_of_those_it_has()
    {
        // Two heads: the first sees the first half of the keys, the second the second.
        SaveTensor("mask.npy", NpyType.Bool, [2, 8, 8], index => index % 8 / 4 == index / 64 ? 1 : 0);

        var first = Draw("Tensors", Data("mask.npy"));
        var second = Draw("Tensors", [.. Data("mask.npy"), "--head", "1"]);
        var third = Draw("Tensors", [.. Data("mask.npy"), "--head", "2"]);

        first.Error.ShouldBeEmpty();
        first.Output.ShouldContain($"data: mask={Folder["mask.npy"]}");
        first.Output.ShouldContain(string.Concat(Enumerable.Repeat("████████········\n", 8)));
        second.Output.ShouldContain(string.Concat(Enumerable.Repeat("········████████\n", 8)));
        third.Error.ShouldContain("mask has the lengths (2, 8, 8); expected (1, 3, 8, 8)");
        third.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void What_was_not_given_is_drawn_as_it_is_made_up_which_the_output_says()
    {
        var mask = Draw("Tensors", []);
        var blocks = Draw("Blocks", ["--batch", "2"]);
        var documents = Draw("Packed", []);
        var biased = Draw("Biased", []);

        mask.Output.ShouldContain("data: mask synthetic (the past, but for every fourth run of 256 keys)");
        mask.Output.ShouldContain("Allowed: 56.25 % of 64 pairs");
        blocks.Output.ShouldContain("data: blocks synthetic (each block's own place and an eighth of the others)");
        blocks.Output.ShouldContain("sequence 2");
        documents.Output.ShouldContain("data: document synthetic (0, 1, 2 and so on in runs of 256)");
        biased.Error.ShouldBeEmpty();
        biased.Output.ShouldNotContain("data:");
    }

    [Theory]
    [InlineData("Tensors", "data: mask synthetic, bias synthetic")]
    [InlineData("Blocks", "data: blocks synthetic")]
    [InlineData("Biased", "data: queryFactors synthetic, keyFactors synthetic, sink synthetic")]
    public void Tensors_are_made_up_to_tune_with(string spec, string comment)
    {
        var run = Tune(spec, "Hq2,Nq32,Nk32");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain($"Data.{spec} is measured with synthetic data for ");
        Rows().ShouldContain(row => row.Status == TuningStatus.Ok && row.Comment == comment);
        Rows().ShouldNotContain(row => row.Status == TuningStatus.WrongResult || row.Status == TuningStatus.LaunchError);
    }

    [Fact]
    public void A_tensor_that_was_given_must_fit_every_shape_that_is_tuned()
    {
        SaveTensor("blocks.npy", NpyType.Bool, [2, 4], index => index % 2);

        var fits = Tune("Blocks", "Hq2,Nq32,Nk32", Data("blocks.npy"));
        var longer = Tune("Blocks", "Hq2,Nq64,Nk32", Data("blocks.npy"));

        fits.Error.ShouldBeEmpty();
        Rows().ShouldContain(row => row.Status == TuningStatus.Ok && row.Comment == $"data: blocks={Folder["blocks.npy"]}");
        longer.Error.ShouldContain("blocks.npy: blocks has the lengths (2, 4); expected (1, 2, 4, 4)");
        longer.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void A_tensor_that_would_be_too_large_to_make_up_skips_its_spec()
    {
        var run = Tune("Pages", "Hq1,Nq32000,Nk32000");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("Data.Pages is skipped: no data can be made up for it. 'bool[,,,] pages' is read up to the indices (0, 0, 511984000, 511984000)");
    }

    [Fact]
    public void Synthetic_blocks_of_each_head_leave_most_of_the_work_out()
    {
        var blocks = Synthetic(DataSpecs.Blocks, heads: 4, queries: 1024, keys: 512);

        blocks.Lengths.ShouldBe([2, 4, 64, 64]);
        blocks.Bytes.Average(one => one).ShouldBeInRange(0.10, 0.25);
        for (var row = 0; row < 64; row++)
            blocks.Bytes[row * 64 + row].ShouldBe((byte)1);
        blocks.Bytes.Take(64 * 64).SequenceEqual(blocks.Bytes.Skip(64 * 64).Take(64 * 64)).ShouldBeFalse("heads would choose the same blocks");
    }

    [Fact]
    public void A_synthetic_mask_is_the_past_without_padding_for_all_heads()
    {
        var mask = Synthetic(DataSpecs.Tensors, heads: 4, queries: 3, keys: 1100);

        mask.Lengths.ShouldBe([1, 1, 3, 1100]);
        for (var i = 0; i < 3 * 1100; i++)
        {
            var (row, key) = (i / 1100, i % 1100);
            var isPadding = key is >= 768 and < 1024;
            mask.Bytes[i].ShouldBe((byte)(key <= 1097 + row && !isPadding ? 1 : 0), $"row {row}, key {key}");
        }
    }

    private static DataValue Synthetic(string text, int heads, int queries, int keys)
    {
        var spec = SpecText.Parse(text);
        var reach = DataReach.Of(spec, new CallSizes(keys - queries, queries, keys, 2, heads, heads), (_, _) => (0, 0));
        return new SyntheticData(spec, keys).Value(spec.Data[0], reach);
    }

    private ToolRun Draw(string spec, string[] options) => ToolRun.InProcess(["mask", Assembly, spec, "--nq", "8", "--nk", "8", "--tile", "4,4", .. options]);
}
