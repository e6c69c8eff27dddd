using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Shouldly;

namespace KernelGen.Tuner.Tests.Drawing;

/// <summary>Decodes the PNGs that the tool writes, strictly.</summary>
internal sealed class PngReader
{
    private readonly byte[] _rows;

    private PngReader(int width, int height, byte[] rows)
    {
        Width = width;
        Height = height;
        _rows = rows;
    }

    public int Width { get; }

    public int Height { get; }

    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            var at = y * (1 + 3 * Width) + 1 + 3 * x;
            return (_rows[at], _rows[at + 1], _rows[at + 2]);
        }
    }

    public static PngReader Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[..8].ShouldBe([137, 80, 78, 71, 13, 10, 26, 10]);
        var chunks = Chunks(bytes);
        chunks.Select(chunk => chunk.Type).ShouldBe(["IHDR", "IDAT", "IEND"]);
        var header = chunks[0].Data;
        header[8..].ShouldBe([8, 2, 0, 0, 0], "eight bits, true colour, no interlacing");
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress))
            zlib.CopyTo(rows);
        rows.Length.ShouldBe((1 + 3 * width) * height);
        var data = rows.ToArray();
        for (var y = 0; y < height; y++)
            data[y * (1 + 3 * width)].ShouldBe((byte)0, "every row is unfiltered");
        return new PngReader(width, height, data);
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] bytes)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            var typeAndData = bytes.AsSpan(at + 4, 4 + length);
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 8 + length)).ShouldBe(Crc(typeAndData));
            chunks.Add((Encoding.ASCII.GetString(typeAndData[..4]), typeAndData[4..].ToArray()));
            at += 12 + length;
        }
        return chunks;
    }

    // By polynomial division, most significant coefficient first: another way than the writer's.
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var carry = (crc >> 31) ^ (uint)(value >> bit & 1);
                crc = (crc << 1) ^ (carry * 0x04C11DB7);
            }
        }
        var reversed = 0u;
        for (var bit = 0; bit < 32; bit++)
            reversed |= (crc >> bit & 1) << (31 - bit);
        return ~reversed;
    }
}
