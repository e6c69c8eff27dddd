using System.Text;

namespace KernelGen.Tuner.Drawing;

/// <summary>Writes a drawing in the format that a file's name asks for.</summary>
internal static class MaskFile
{
    private const string Svg = ".svg";
    private const string Png = ".png";

    /// <summary>Refuses names of other formats, before any work is done.</summary>
    /// <exception cref="ToolException">The name ends differently.</exception>
    public static void Check(string path)
    {
        if (!IsSvg(path) && !Path.GetExtension(path).Equals(Png, StringComparison.OrdinalIgnoreCase))
            throw new ToolException($"--out is '{path}'; its name must end in {Svg} or {Png}.");
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string path, MaskPicture picture)
    {
        try
        {
            if (IsSvg(path))
            {
                File.WriteAllText(path, SvgDrawing.Draw(picture), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                return;
            }
            using var file = File.Create(path);
            PngFile.Write(file, PngDrawing.Draw(picture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"--out '{path}' cannot be written: {error.Message}");
        }
    }

    private static bool IsSvg(string path) => Path.GetExtension(path).Equals(Svg, StringComparison.OrdinalIgnoreCase);
}
