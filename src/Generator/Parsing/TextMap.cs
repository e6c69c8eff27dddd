using System.Text;
using KernelGen.Generator.Model;

namespace KernelGen.Generator.Parsing;

/// <summary>Turns the byte offsets of a JSON reader into places in the text.</summary>
/// <param name="text">The text.</param>
internal sealed class TextMap(string text)
{
    /// <summary>The text in UTF-8.</summary>
    public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(text);

    /// <summary>The token that starts at a byte and has that many bytes.</summary>
    public TextPosition At(long start, int length)
    {
        var lineStart = start == 0 ? 0 : Array.LastIndexOf(Bytes, (byte)'\n', (int)start - 1) + 1;
        var line = Bytes.Take(lineStart).Count(value => value == '\n');
        return new TextPosition(
            Characters(0, (int)start), line, Characters(lineStart, (int)start - lineStart), Characters((int)start, length));
    }

    /// <summary>The character at a line and a byte of it, both from 0, as a JSON exception gives them.</summary>
    public TextPosition At(long line, long byteInLine)
    {
        var start = 0;
        for (var passed = 0; passed < line; passed++)
            start = Array.IndexOf(Bytes, (byte)'\n', start) + 1;
        return At(Math.Min(Bytes.Length, start + byteInLine), 0);
    }

    private int Characters(int start, int length) => Encoding.UTF8.GetCharCount(Bytes, start, length);
}
