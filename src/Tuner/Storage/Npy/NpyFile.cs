using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace KernelGen.Tuner.Storage.Npy;

/// <summary>Reads and writes .npy files, the bridge to NumPy and PyTorch.</summary>
internal static class NpyFile
{
    // The magic string, one byte for the major version and one for the minor (numpy.lib.format).
    private const int MagicLength = 6;
    private const int PrefixLength = MagicLength + 2;

    // NumPy pads the header so that the data starts on such a border.
    private const int DataAlignment = 64;

    private const byte FirstMagicByte = 0x93;

    private static ReadOnlySpan<byte> MagicWord => "NUMPY"u8;

    /// <summary>Reads a file of floats.</summary>
    /// <param name="argument">The option it was given with, for messages.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ToolException">It is missing, cut short, or holds something else than little-endian C-order floats.</exception>
    public static NpyArray Read(string argument, string path) => Read(argument, path, [NpyType.Float16, NpyType.Float32, NpyType.Float64]);

    /// <summary>Reads a file of elements of given types.</summary>
    /// <param name="argument">The option it was given with, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="allowed">The types.</param>
    /// <exception cref="ToolException">It is missing, cut short, or holds something else than little-endian C-order elements of these types.</exception>
    public static NpyArray Read(string argument, string path, params IReadOnlyList<NpyType> allowed)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(argument, path, file, allowed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{argument} '{path}' cannot be read: {error.Message}");
        }
    }

    /// <summary>Writes a file in format 1.0.</summary>
    /// <param name="argument">The option it was given with, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="array">The tensor.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string argument, string path, NpyArray array)
    {
        try
        {
            using var file = File.Create(path);
            file.Write(HeaderBytes(array));
            file.Write(array.Data);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{argument} '{path}' cannot be written: {error.Message}");
        }
    }

    private static NpyArray Read(string argument, string path, FileStream file, IReadOnlyList<NpyType> allowed)
    {
        var header = ReadHeader(argument, path, file);
        if (header.FortranOrder)
        {
            throw new ToolException(
                $"{argument} '{path}' is in Fortran order; save it in C order, for example with numpy.ascontiguousarray.");
        }
        var type = Type(argument, path, header.Descriptor, allowed);
        var expected = header.Shape.Aggregate((BigInteger)NpyArray.Size(type), (bytes, length) => bytes * length);
        if (expected > Array.MaxLength)
            throw new ToolException($"{argument} '{path}' holds {expected} bytes; the tool reads up to {Array.MaxLength}.");
        var data = new byte[(int)expected];
        var read = file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        return read == data.Length
            ? new NpyArray(type, header.Shape, data)
            : throw new ToolException(
                $"{argument} '{path}' is cut short: its header promises {data.Length} bytes of data, it holds {read}.");
    }

    private static NpyHeader ReadHeader(string argument, string path, FileStream file)
    {
        var prefix = Exactly(argument, path, file, PrefixLength);
        if (prefix[0] != FirstMagicByte || !prefix.AsSpan(1, MagicLength - 1).SequenceEqual(MagicWord))
            throw new ToolException($"{argument} '{path}' is no .npy file: it does not start with NumPy's magic string.");
        var major = prefix[MagicLength];
        var length = major switch
        {
            1 => BinaryPrimitives.ReadUInt16LittleEndian(Exactly(argument, path, file, sizeof(ushort))),
            2 or 3 => BinaryPrimitives.ReadUInt32LittleEndian(Exactly(argument, path, file, sizeof(uint))),
            _ => throw new ToolException($"{argument} '{path}' has .npy format {major}; allowed are 1, 2 and 3."),
        };
        if (length > file.Length - file.Position)
            throw new ToolException($"{argument} '{path}' is cut short inside its header.");
        var bytes = Exactly(argument, path, file, (int)length);
        var text = major == 3 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        return NpyHeader.TryParse(text)
            ?? throw new ToolException($"{argument} '{path}' has a header that is no .npy header: {text.Trim()}");
    }

    private static byte[] Exactly(string argument, string path, FileStream file, int count)
    {
        var bytes = new byte[count];
        return file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new ToolException($"{argument} '{path}' is cut short inside its header.");
    }

    private static NpyType Type(string argument, string path, string descriptor, IReadOnlyList<NpyType> allowed)
    {
        foreach (var type in allowed)
        {
            if (NpyArray.Descriptor(type) == descriptor)
                return type;
        }
        throw new ToolException($"{argument} '{path}' has dtype '{descriptor}'; {Allowed(allowed)}.");
    }

    private static string Allowed(IReadOnlyList<NpyType> types)
    {
        var names = types.Select(NpyArray.Name).ToList();
        if (types.Count == 1)
            return $"it must be {names[0]} ('{NpyArray.Descriptor(types[0])}'), for example by .astype('{names[0]}')";
        return $"allowed are little-endian {string.Join(", ", names[..^1])} and {names[^1]} "
            + $"({string.Join(", ", types.Select(type => $"'{NpyArray.Descriptor(type)}'"))})";
    }

    private static byte[] HeaderBytes(NpyArray array)
    {
        var text = new NpyHeader(NpyArray.Descriptor(array.Type), false, array.Shape).ToString();
        const int before = PrefixLength + sizeof(ushort);
        // One byte for the line feed that ends the header.
        var total = (before + text.Length + 1 + DataAlignment - 1) / DataAlignment * DataAlignment;
        var bytes = new byte[total];
        bytes[0] = FirstMagicByte;
        MagicWord.CopyTo(bytes.AsSpan(1));
        bytes[MagicLength] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(PrefixLength), checked((ushort)(total - before)));
        Encoding.ASCII.GetBytes(text.PadRight(total - before - 1) + "\n", bytes.AsSpan(before));
        return bytes;
    }
}
