using System.Reflection;
using System.Runtime.Loader;

namespace KernelGen.Ilgpu.Tests.Real;

/// <summary>
/// A real ILGPU.dll, and these tests once more beside it: code that was compiled against the contract runs with the real assembly as it is,
/// which is what users' code does the other way round.
/// </summary>
internal sealed class RealIlgpu : AssemblyLoadContext
{
    private const string Setting = "IlgpuAssembly";
    private const string AssemblyName = "ILGPU";

    private static readonly Lazy<RealIlgpu?> Instance = new(Find);
    private readonly string path;

    private RealIlgpu(string path)
        : base("real ILGPU")
    {
        this.path = path;
        Assembly = LoadFromAssemblyPath(path);
    }

    public Assembly Assembly { get; }

    /// <summary>The real assembly, or the test is skipped and says why.</summary>
    public static RealIlgpu Require()
    {
        Assert.SkipWhen(
            Instance.Value is null,
            $"Not run: no real ILGPU. Build with -p:{Setting}=<path of ILGPU.dll 1.5.3>, or set the environment variable {Setting}.");
        return Instance.Value!;
    }

    /// <summary>Calls a static method of these tests in the copy that uses the real assembly.</summary>
    public object? Call(Type type, string method, params object[] arguments) =>
        LoadFromAssemblyPath(type.Assembly.Location)
            .GetType(type.FullName!)!
            .GetMethod(method, [.. arguments.Select(static argument => argument.GetType())])!
            .Invoke(null, arguments);

    protected override Assembly? Load(System.Reflection.AssemblyName assemblyName) =>
        assemblyName.Name == AssemblyName ? LoadFromAssemblyPath(path) : null;

    private static RealIlgpu? Find()
    {
        var built = typeof(RealIlgpu).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(static attribute => attribute.Key == Setting)?.Value;
        var path = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } set ? set : built;
        if (path is null)
            return null;
        return File.Exists(path)
            ? new RealIlgpu(Path.GetFullPath(path))
            : throw new FileNotFoundException($"{Setting} names a file that does not exist.", path);
    }
}
