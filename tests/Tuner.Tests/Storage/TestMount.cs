using System.Diagnostics;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>A small disk in memory that fills up, or becomes read-only, even for root.</summary>
internal sealed class TestMount : IDisposable
{
    private TestMount(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one; null where this user may not.</summary>
    public static TestMount? Create(string path, int kilobytes)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={kilobytes}k"), "tmpfs", path) ? new TestMount(path) : null;
    }

    /// <summary>From now on nothing can be written.</summary>
    public void MakeReadOnly()
    {
        if (!Run("mount", "-o", "remount,ro", Path))
            throw new InvalidOperationException($"'{Path}' could not be mounted read-only.");
    }

    public void Dispose() => Run("umount", Path);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
