using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

/// <summary>FakeDriver.c as a library, built by the C compiler of this machine, if there is one.</summary>
internal static class FakeLibrary
{
    private const int MillisecondsToBuild = 60_000;

    /// <summary>The file, or null where <c>cc</c> is missing.</summary>
    /// <param name="folder">Where to put it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="options">What to define.</param>
    public static string? Build(string folder, string name, params string[] options)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var library = Path.Combine(folder, name);
        var source = Path.Combine(AppContext.BaseDirectory, "Devices", "Cuda", "FakeDriver.c");
        try
        {
            var command = new ProcessStartInfo("cc", ["-shared", "-fPIC", .. options, "-o", library, source]) { RedirectStandardError = true };
            using var compiler = Process.Start(command)!;
            var errors = compiler.StandardError.ReadToEnd();
            return compiler.WaitForExit(MillisecondsToBuild) && compiler.ExitCode == 0 ? library : throw new InvalidOperationException(errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>What was called since the last time this was asked.</summary>
    public static unsafe string[] TakeLog(string library)
    {
        var handle = NativeLibrary.Load(library);
        var log = (delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, "fake_log");
        var clear = (delegate* unmanaged<void>)NativeLibrary.GetExport(handle, "fake_clear");
        var text = Marshal.PtrToStringUTF8(log())!;
        clear();
        NativeLibrary.Free(handle);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
