using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace KernelGen.Onnx.Tests.Model;

/// <summary>Reads NumPy files: format 1.0, little endian, C order.</summary>
internal static partial class NpyReader
{
    private const int PreambleLength = 10;

    /// <summary>The array in a file.</summary>
    public static OnnxTensor Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerLength = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, PreambleLength, headerLength);
        var match = Header().Match(header);
        if (!match.Success)
            throw new InvalidDataException($"{path} is {header.Trim()}; expected an array in C order.");
        int[] lengths = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        var data = bytes.AsSpan(PreambleLength + headerLength);
        return new OnnxTensor(lengths, match.Groups["type"].Value switch
        {
            "<f4" => MemoryMarshal.Cast<byte, float>(data).ToArray(),
            "<f2" => MemoryMarshal.Cast<byte, Half>(data).ToArray(),
            "<i8" => MemoryMarshal.Cast<byte, long>(data).ToArray(),
            "|b1" => MemoryMarshal.Cast<byte, bool>(data).ToArray(),
            var type => throw new InvalidDataException($"{path} has elements of type {type}; expected <f4, <f2, <i8 or |b1."),
        });
    }

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}
