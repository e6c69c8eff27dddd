using System.Text;

namespace KernelGen.Tuner.Storage;

/// <summary>Writes text files so that nobody ever sees half of one.</summary>
internal static class WholeFile
{
    /// <summary>Writes UTF-8 beside the file and moves it over; makes the folder where it is absent.</summary>
    /// <exception cref="ToolException">The place cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            var temporary = path + ".new";
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' cannot be written: {error.Message}");
        }
    }
}
