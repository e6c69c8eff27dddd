using System.Buffers.Binary;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class DataOptionTests : DataCommands
{
    [Fact]
    public void A_kernel_runs_with_arrays_from_files_and_scalars_from_the_command_line()
    {
        using var culture = new CommaCulture();
        SaveTensors(rows: 6, keys: 6);
        // The last query is alone in its document, and the others share one.
        SaveIntegers("document.npy", NpyType.Int32, 0, 0, 0, 0, 0, 9);

        var run = Run("Packed", Data("document.npy"), "--data", "alpha=0.5", "--reference");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
        NpyArray v = NpyFile.Read("--v", Folder["v.npy"]), output = NpyFile.Read("--out", Folder["o.npy"]);
        for (var i = 0; i < 8; i++)
        {
            output[5 * 8 + i].ShouldBe(v[5 * 8 + i], 1e-6);
            Math.Abs(output[4 * 8 + i] - v[4 * 8 + i]).ShouldBeGreaterThan(1e-4);
        }
    }

    [Fact]
    public void Every_type_of_data_is_read()
    {
        SaveTensors(rows: 4, keys: 4);
        SaveIntegers("keep.npy", NpyType.Bool, 1, 1, 0, 1);
        SaveIntegers("a.npy", NpyType.Int8, -1, 2, 3, -4);
        SaveIntegers("b.npy", NpyType.UInt8, 1, 200, 3, 4);
        SaveIntegers("window.npy", NpyType.Int16, 300);
        SaveIntegers("d.npy", NpyType.UInt16, 0, 1, 1, 0);
        SaveIntegers("kind.npy", NpyType.Int32, 70_000, 2);
        SaveIntegers("slope.npy", NpyType.Float32, [.. Enumerable.Range(0, 16).Select(i => BitConverter.SingleToInt32Bits(i / 8f))]);
        string[] names = ["keep", "a", "b", "window", "d", "kind", "slope"];

        var run = Run("Types", [.. names.SelectMany(name => Data(name + ".npy")), "--data", "buckets=16", "--data", "far=false", "--reference"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
    }

    [Theory]
    [InlineData("Data.Packed reads 'int[] document', 'float alpha'; not given: --data document=file.npy --data alpha=value.")]
    [InlineData("--data names 'documents', but there are 'int[] document', 'float alpha'; the closest is 'document'.", "documents=document.npy")]
    [InlineData("--data is '=3'; it must be name=file.npy for an array or a tensor, name=3 for a single int, float or bool.", "=3")]
    [InlineData("--data gives 'alpha' twice: 'alpha=1' and 'alpha=2'.", "alpha=1", "alpha=2")]
    [InlineData("--data alpha is 'high', but 'float alpha' is a single float; write alpha=0.5.", "alpha=high")]
    [InlineData("--data document is '3', but 'int[] document' is an array; give document=file.npy.", "document=3")]
    [InlineData("--data document 'absent.npy' cannot be read", "document=absent.npy")]
    [InlineData("longs.npy' has dtype '<i8'; it must be int32 ('<i4'), for example by .astype('int32').", "document=@longs.npy")]
    [InlineData("document has 3 elements; document[k] is read at indices from 0 to 5; expected at least 6 elements", "document=@short.npy", "alpha=1")]
    public void Data_that_does_not_fit_is_refused_with_what_was_expected(string message, params string[] data)
    {
        SaveTensors(rows: 6, keys: 6);
        SaveIntegers("short.npy", NpyType.Int32, 0, 0, 0);
        SaveRaw("longs.npy", "<i8", 6, new byte[48]);

        var run = Run("Packed", [.. data.SelectMany(one => new[] { "--data", one.Replace("@", Folder.Path + Path.DirectorySeparatorChar) })]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        File.Exists(Folder["o.npy"]).ShouldBeFalse();
    }

    [Fact]
    public void A_mask_is_drawn_with_its_data_and_without_that_of_the_score()
    {
        SaveIntegers("document.npy", NpyType.Int32, 0, 0, 0, 0, 1, 1, 1, 1);

        var run = ToolRun.InProcess(["mask", Assembly, "Packed", "--nq", "8", "--nk", "8", "--tile", "4,4", .. Data("document.npy")]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain($"data: document={Folder["document.npy"]}");
        run.Output.ShouldContain("""
            ▓▓░░░░░░········
            ▓▓▓▓░░░░········
            ▓▓▓▓▓▓░░········
            ▓▓▓▓▓▓▓▓········
            ········▓▓░░░░░░
            ········▓▓▓▓░░░░
            ········▓▓▓▓▓▓░░
            ········▓▓▓▓▓▓▓▓
            """);
        var longer = ToolRun.InProcess(["mask", Assembly, "Packed", "--nq", "9", "--nk", "9", .. Data("document.npy")]);
        longer.Error.ShouldContain("document has 8 elements; document[k] is read at indices from 0 to 8");
        longer.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void Tuning_makes_up_data_says_so_and_records_it()
    {
        var run = Tune("Types", "Hq2,Nq32,Nk32");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain(
            "Data.Types is measured with synthetic data for 'bool[] keep' (true, but for every fourth run of 256), 'sbyte[] a' (0, 1, 2 and so on");
        run.Output.ShouldContain("h2-q32-k32");
        Rows().ShouldContain(row => row.Status == TuningStatus.Ok && row.Comment.StartsWith("data: keep synthetic, a synthetic"));
        Rows().ShouldNotContain(row => row.Status == TuningStatus.WrongResult || row.Status == TuningStatus.LaunchError);
    }

    [Fact]
    public void Tuning_uses_the_data_that_was_given()
    {
        SaveIntegers("document.npy", NpyType.Int32, new int[32]);

        var run = Tune("Packed", "Hq1,Nq32,Nk32", [.. Data("document.npy"), "--comment", "night"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("synthetic data for 'float alpha' (1).");
        Rows().ShouldContain(row => row.Status == TuningStatus.Ok && row.Comment == $"night; data: document={Folder["document.npy"]}, alpha synthetic");

        var longer = Tune("Packed", "Hq1,Nq64,Nk64", Data("document.npy"));
        longer.Error.ShouldContain("document.npy: document has 32 elements; document[k] is read at indices from 0 to 63; expected at least 64 elements");
        longer.Error.ShouldContain("The call is B1,Hq1,Hkv1,Nq64,Nk64.");
        longer.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void A_spec_that_no_data_fits_is_skipped_with_the_reason()
    {
        var run = Tune("Negative", "Hq1,Nq32,Nk32");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("Data.Negative is skipped: no data can be made up for it. bias has 32 elements; bias[q - k] is read at indices from -31 to 31; no index may be negative");
    }

    [Theory]
    [InlineData("kind", 1024, 255, 0)]
    [InlineData("kind", 1024, 256, 1)]
    [InlineData("kind", 1024, 1023, 3)]
    [InlineData("keep", 1024, 767, 1)]
    [InlineData("keep", 1024, 768, 0)]
    [InlineData("a", 65536, 65535, 127)]
    [InlineData("window", 4, 3, 512)]
    [InlineData("buckets", 1, 0, 512)]
    [InlineData("far", 1, 0, 1)]
    [InlineData("slope", 16, 9, 0x3E800000)]
    public void Synthetic_data_is_what_the_page_says(string name, int length, int index, int expected)
    {
        var spec = SpecText.Parse(DataSpecs.Types);

        var value = new SyntheticData(spec, 1024).Value(spec.Data.Single(parameter => parameter.Name == name), length);

        value.Length.ShouldBe(length);
        var size = value.Bytes.Length / length;
        var element = value.Bytes.AsSpan(index * size, size);
        (size switch { 1 => element[0], 2 => BinaryPrimitives.ReadInt16LittleEndian(element), _ => BinaryPrimitives.ReadInt32LittleEndian(element) })
            .ShouldBe(expected);
    }
}
