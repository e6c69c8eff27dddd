using System.Reflection;
using System.Runtime.Loader;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>
/// Loads the ILGPU that a user's assembly is deployed with, and code that was compiled against it. Everything else, KernelGen's runtime above
/// all, is the tool's own; of the user's assembly nothing is loaded. Not collectible, because the JIT treats collectible code worse.
/// </summary>
internal sealed class IlgpuLoadContext : AssemblyLoadContext
{
    private const string AssemblyName = "ILGPU";
    private const string Supported = "1.5";

    private readonly string _ilgpu;

    private IlgpuLoadContext(string ilgpu)
        : base("kernelgen " + ilgpu)
        => _ilgpu = ilgpu;

    /// <summary>The context for an assembly.</summary>
    /// <param name="assembly">The user's assembly.</param>
    /// <exception cref="ToolException">It has no ILGPU beside it, or another version.</exception>
    public static IlgpuLoadContext For(string assembly)
        => TryFor(assembly) ?? throw new ToolException(
            $"'{assembly}' has no {AssemblyName}.dll beside it and names none in its .deps.json. Give the output of an executable project (or of a "
                + $"library with CopyLocalLockFileAssemblies=true) that references ILGPU {Supported}.");

    /// <summary>The same; null when the assembly has no ILGPU.</summary>
    /// <exception cref="ToolException">It has another version.</exception>
    public static IlgpuLoadContext? TryFor(string assembly)
    {
        if (Find(Path.GetFullPath(assembly)) is not { } path)
            return null;
        var version = System.Reflection.AssemblyName.GetAssemblyName(path).Version!;
        return $"{version.Major}.{version.Minor}" == Supported
            ? new IlgpuLoadContext(path)
            : throw new ToolException($"'{path}' is ILGPU {version}; KernelGen's kernels are for ILGPU {Supported}.");
    }

    /// <summary>The accelerators.</summary>
    public IIlgpuMachine Machine() => (IIlgpuMachine)Create(IlgpuBridgeText.Machine(), "Machine");

    /// <summary>Compiles and creates a class of the bridge.</summary>
    /// <param name="source">The text.</param>
    /// <param name="className">The class.</param>
    /// <exception cref="SpecCompilationException">The text does not compile.</exception>
    public object Create(string source, string className)
    {
        using var image = new MemoryStream(InMemoryCompiler.Compile([source], _ilgpu, typeof(IIlgpuMachine).Assembly.Location));
        return Activator.CreateInstance(LoadFromStream(image).GetType($"{IlgpuBridgeText.Namespace}.{className}")!)!;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == AssemblyName ? LoadFromAssemblyPath(_ilgpu) : null;

    private static string? Find(string assembly)
    {
        var beside = Path.Combine(Path.GetDirectoryName(assembly)!, AssemblyName + ".dll");
        if (File.Exists(beside))
            return beside;
        try
        {
            return new AssemblyDependencyResolver(assembly).ResolveAssemblyToPath(new AssemblyName(AssemblyName));
        }
        catch (InvalidOperationException)
        {
            // A .deps.json that names files which are not there says nothing.
            return null;
        }
    }
}
