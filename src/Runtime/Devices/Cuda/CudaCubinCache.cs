using System.Globalization;
using System.Security.Cryptography;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// A folder with what the driver compiled, a file for each text, driver and compute capability. It saves time and nothing else: a file that
/// is missing, cut off or changed is compiled again, and a folder that cannot be written to stays as it is. Several processes may use one
/// folder.
/// </summary>
internal sealed class CudaCubinCache(string folder)
{
    private static readonly byte[] s_mark = "KernelGen cubin 1\n"u8.ToArray();

    /// <summary>The name of the file: a hash of all that the compiled code depends on.</summary>
    public static string Name(ReadOnlySpan<byte> ptx, Version driver, Version capability)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{driver};{capability};")));
        hash.AppendData(ptx);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) + ".cubin";
    }

    /// <summary>What was kept under a name; null when there is nothing that can be trusted.</summary>
    public byte[]? Read(string name)
    {
        try
        {
            var file = File.ReadAllBytes(Path.Combine(folder, name));
            var start = s_mark.Length + SHA256.HashSizeInBytes;
            if (file.Length < start || !file.AsSpan().StartsWith(s_mark))
                return null;
            var cubin = file[start..];
            return SHA256.HashData(cubin).AsSpan().SequenceEqual(file.AsSpan(s_mark.Length, SHA256.HashSizeInBytes)) ? cubin : null;
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            return null;
        }
    }

    /// <summary>Keeps something, or does nothing. The file appears whole: it is written beside its place and then renamed.</summary>
    public void Write(string name, ReadOnlySpan<byte> cubin)
    {
        var unfinished = "";
        try
        {
            Directory.CreateDirectory(folder);
            unfinished = Path.Combine(folder, $"{name}.{Guid.NewGuid():n}.tmp");
            File.WriteAllBytes(unfinished, [.. s_mark, .. SHA256.HashData(cubin), .. cubin]);
            File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            Remove(unfinished);
        }
    }

    private static void Remove(string unfinished)
    {
        try
        {
            if (unfinished.Length > 0)
                File.Delete(unfinished);
        }
        catch (Exception exception) when (IsOfFiles(exception))
        {
            // What cannot be written may be impossible to delete too.
        }
    }

    // ArgumentException and NotSupportedException: the folder's name is none.
    private static bool IsOfFiles(Exception exception)
        => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException;
}
