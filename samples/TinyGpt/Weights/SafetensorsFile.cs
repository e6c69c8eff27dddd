using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TinyGpt.Weights;

/// <summary>
/// A safetensors file of float16 tensors: 8 bytes of header length (little endian), a JSON header that gives each tensor's type, shape and
/// place, then the data.
/// </summary>
public sealed class SafetensorsFile
{
    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private SafetensorsFile(string path, byte[] bytes, int dataStart)
    {
        _path = path;
        _bytes = bytes;
        _dataStart = dataStart;
    }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDataException">The file is truncated or its header is not what the format says.</exception>
    public static SafetensorsFile Load(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < sizeof(ulong))
            throw new InvalidDataException($"{path} has {bytes.Length} bytes; a safetensors file starts with 8 bytes of header length.");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (headerLength > (ulong)(bytes.Length - sizeof(ulong)))
            throw new InvalidDataException($"{path} is truncated: its header has {headerLength} bytes, the file {bytes.Length}.");
        var file = new SafetensorsFile(path, bytes, sizeof(ulong) + (int)headerLength);
        file.ReadHeader(bytes.AsMemory(sizeof(ulong), (int)headerLength));
        return file;
    }

    /// <summary>One tensor as float32, C order; its shape must be <paramref name="shape"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or it has another type or shape.</exception>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidDataException($"{_path} has no tensor '{name}'; it has {string.Join(", ", _entries.Keys)}.");
        if (entry.Type != "F16")
            throw new InvalidDataException($"Tensor '{name}' in {_path} is {entry.Type}; this sample reads F16.");
        if (!shape.SequenceEqual(entry.Shape))
            throw new InvalidDataException(
                $"Tensor '{name}' in {_path} has shape ({string.Join(", ", entry.Shape)}), "
                + $"expected ({string.Join(", ", shape.ToArray())}).");
        var values = new float[entry.Shape.Aggregate(1, (size, length) => size * length)];
        if (entry.End - entry.Begin != values.Length * 2L || entry.Begin < 0 || _dataStart + entry.End > _bytes.Length)
            throw new InvalidDataException(
                $"Tensor '{name}' in {_path} lies at {entry.Begin}..{entry.End} of {_bytes.Length - _dataStart} data bytes; "
                + $"its shape needs {values.Length * 2L} bytes within them.");
        var halves = MemoryMarshal.Cast<byte, Half>(_bytes.AsSpan(_dataStart + (int)entry.Begin, values.Length * 2));
        TensorPrimitives.ConvertToSingle(halves, values);
        return values;
    }

    private void ReadHeader(ReadOnlyMemory<byte> header)
    {
        try
        {
            using var document = JsonDocument.Parse(header);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                    continue;
                var offsets = property.Value.GetProperty("data_offsets");
                _entries.Add(property.Name, new Entry(
                    property.Value.GetProperty("dtype").GetString()!,
                    [.. property.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())],
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64()));
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{_path} has a header that is not safetensors JSON: {error.Message}", error);
        }
    }

    private sealed record Entry(string Type, int[] Shape, long Begin, long End);
}
