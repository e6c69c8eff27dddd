namespace KernelGen.Tuner.Specs;

/// <summary>
/// The native program that a build leaves beside the assembly of an executable project: <c>App.exe</c>, or <c>App</c> on other systems than Windows.
/// It holds no specs, but who names it means the assembly.
/// </summary>
internal static class AppHost
{
    private const string Host = ".exe", Assembly = ".dll";

    /// <summary>The assembly that a file starts; the file itself when it is no host.</summary>
    public static string AssemblyOf(string path)
    {
        if (path.EndsWith(Assembly, StringComparison.OrdinalIgnoreCase))
            return path;
        var hosted = (path.EndsWith(Host, StringComparison.OrdinalIgnoreCase) ? path[..^Host.Length] : path) + Assembly;
        return File.Exists(path) && File.Exists(hosted) ? hosted : path;
    }
}
