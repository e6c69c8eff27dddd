using System.Text;
using KernelGen.Tuner.Storage.Npy;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Npy;

public sealed class NpyFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<f2")]
    [InlineData("<f4")]
    [InlineData("<f8")]
    public void What_was_written_reads_back(string descriptor)
    {
        var type = Enum.GetValues<NpyType>().Single(one => NpyArray.Descriptor(one) == descriptor);
        var array = NpyArray.Zeros(type, 2, 1, 3, 5);
        for (var i = 0; i < array.Count; i++)
            array[i] = i - 7.5;
        NpyFile.Write("--out", _folder["a.npy"], array);

        var read = NpyFile.Read("--q", _folder["a.npy"]);

        read.Type.ShouldBe(type);
        read.Shape.ShouldBe([2, 1, 3, 5]);
        read.Data.ShouldBe(array.Data);
        read[29].ShouldBe(21.5);
    }

    [Theory]
    [InlineData("|b1")]
    [InlineData("|i1")]
    [InlineData("|u1")]
    [InlineData("<i2")]
    [InlineData("<u2")]
    [InlineData("<i4")]
    public void Integers_and_truth_values_are_read_where_they_are_wanted(string descriptor)
    {
        var type = Enum.GetValues<NpyType>().Single(one => NpyArray.Descriptor(one) == descriptor);
        var size = descriptor[2] - '0';
        Write(1, $"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': (2,), }}", [1, .. new byte[2 * size - 1]]);

        var read = NpyFile.Read("--data x", _folder["a.npy"], type);

        (read.Type, read.Count, NpyArray.Size(type)).ShouldBe((type, 2, size));
        read.Data.Length.ShouldBe(2 * size);
        ShouldBeRefused($"has dtype '{descriptor}'; allowed are little-endian float16, float32 and float64 ('<f2', '<f4', '<f8').");
    }

    [Fact]
    public void A_file_of_another_type_than_the_one_wanted_says_how_to_convert_it()
    {
        Write(1, "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", new byte[16]);

        Should.Throw<ToolException>(() => NpyFile.Read("--data x", _folder["a.npy"], NpyType.Int32)).Message
            .ShouldContain("has dtype '<i8'; it must be int32 ('<i4'), for example by .astype('int32').");
    }

    [Fact]
    public void The_header_is_the_one_that_NumPy_writes()
    {
        NpyFile.Write("--out", _folder["a.npy"], NpyArray.Zeros(NpyType.Float32, 3));

        var bytes = File.ReadAllBytes(_folder["a.npy"]);

        // numpy.save("a.npy", numpy.zeros(3, "f4")): a header of 118 bytes, padded so that the data starts at byte 128.
        var dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(dictionary.PadRight(117) + "\n"), .. new byte[12]];
        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_header_formats_are_read(byte major)
    {
        Write(major, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", new byte[8]);

        NpyFile.Read("--q", _folder["a.npy"]).Shape.ShouldBe([2]);
    }

    [Theory]
    [InlineData("()", 1, 0)]
    [InlineData("(0, 4)", 0, 2)]
    public void Scalars_and_empty_tensors_are_read(string shape, int elements, int rank)
    {
        Write(1, $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}", new byte[8 * elements]);

        var array = NpyFile.Read("--q", _folder["a.npy"]);

        array.Count.ShouldBe(elements);
        array.Shape.Count.ShouldBe(rank);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }", "Fortran order")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "dtype '>f4'")]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", "dtype '<i8'")]
    [InlineData("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", "float16, float32 and float64")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "dtype '[('a', '<f4')]'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "cut short: its header promises 12 bytes of data, it holds 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "no .npy header")]
    [InlineData("{'descr': '<f4', 'shape': (2,), }", "no .npy header")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000), }", "the tool reads up to")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000, 2000000000), }", "the tool reads up to")]
    public void A_file_with_something_else_is_refused_with_the_reason(string header, string reason)
    {
        Write(1, header, new byte[8]);

        ShouldBeRefused(reason);
    }

    [Theory]
    [InlineData(0, "cut short inside its header")]
    [InlineData(7, "cut short inside its header")]
    [InlineData(9, "cut short inside its header")]
    [InlineData(40, "cut short inside its header")]
    [InlineData(129, "cut short: its header promises 8 bytes of data, it holds 1")]
    public void A_truncated_file_is_refused(int length, string reason)
    {
        NpyFile.Write("--out", _folder["a.npy"], NpyArray.Zeros(NpyType.Float64, 1));
        var whole = File.ReadAllBytes(_folder["a.npy"]);
        File.WriteAllBytes(_folder["a.npy"], whole[..length]);

        ShouldBeRefused(reason);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        File.WriteAllText(_folder["a.npy"], "PK this is a zip file or so");

        ShouldBeRefused("no .npy file");
    }

    [Fact]
    public void An_unknown_format_version_is_refused()
    {
        Write(4, "{}", []);

        ShouldBeRefused("format 4; allowed are 1, 2 and 3");
    }

    [Fact]
    public void A_missing_file_is_named() => ShouldBeRefused("a.npy");

    private void ShouldBeRefused(string reason)
    {
        var error = Should.Throw<ToolException>(() => NpyFile.Read("--q", _folder["a.npy"]));
        error.Message.ShouldContain("--q");
        error.Message.ShouldContain(reason);
        error.ExitCode.ShouldBe(ExitCodes.WrongInput);
    }

    private void Write(byte major, string header, byte[] data)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length = major == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        File.WriteAllBytes(_folder["a.npy"], [0x93, .. "NUMPY"u8, major, 0, .. length, .. text, .. data]);
    }
}
