using System.Runtime.InteropServices;
using System.Text;

namespace KernelGen.Samples.Tests;

/// <summary>Reads the reference arrays: NumPy format 1.0, little endian, C order.</summary>
internal static class NpyReader
{
    private const int PreambleLength = 10;

    /// <summary>The elements of <c>reference/name.npy</c>, whose header must describe them with <paramref name="type"/>.</summary>
    public static T[] Read<T>(string name, string type, params int[] shape)
        where T : unmanaged
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "reference", name + ".npy"));
        var headerLength = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, PreambleLength, headerLength);
        var size = shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
        if (!header.Contains($"'descr': '{type}'", StringComparison.Ordinal)
            || !header.Contains("'fortran_order': False", StringComparison.Ordinal)
            || !header.Contains($"'shape': {size}", StringComparison.Ordinal))
            throw new InvalidDataException($"{name}.npy is {header.Trim()}, expected {type} {size} in C order.");
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan(PreambleLength + headerLength)).ToArray();
    }
}
