using System.Globalization;
using System.Runtime.Loader;
using KernelGen.Templates;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Tuner.Compilation;

/// <summary>
/// Compiles specs in memory with the templates that the generator uses. The result is loaded into an ordinary, non-collectible context,
/// because the JIT skips tiered compilation for collectible code and measurements would not be those of the user's program.
/// </summary>
public static class SpecCompiler
{
    private const string Namespace = "KernelGen.InMemory";

    private static int s_assemblies;

    /// <summary>Compiles one spec with the given configs.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="name">The name it goes by.</param>
    /// <param name="configs">The configs to emit.</param>
    /// <exception cref="SpecCompilationException">The emitted code does not compile.</exception>
    public static CompiledSpec Compile(AttentionSpec spec, string name, IReadOnlyList<CpuConfig> configs)
        => Compile([new SpecToCompile(spec, name, configs)])[0];

    /// <summary>Compiles several specs into one assembly, which is quicker than one by one.</summary>
    /// <param name="specs">Specs, names and configs.</param>
    /// <exception cref="SpecCompilationException">The emitted code does not compile.</exception>
    public static IReadOnlyList<CompiledSpec> Compile(IReadOnlyList<SpecToCompile> specs)
    {
        var image = CompileToImage(specs);
        var context = new AssemblyLoadContext($"KernelGen.InMemory.{Interlocked.Increment(ref s_assemblies)}");
        using var stream = new MemoryStream(image);
        var assembly = context.LoadFromStream(stream);
        return [.. specs.Select((_, i) => (CompiledSpec)assembly.GetType($"{Namespace}.{ClassName(i)}")!.GetProperty("Compiled")!.GetValue(null)!)];
    }

    /// <summary>Compiles several specs into an assembly image without loading it.</summary>
    /// <param name="specs">Specs, names and configs.</param>
    /// <exception cref="SpecCompilationException">The emitted code does not compile.</exception>
    public static byte[] CompileToImage(IReadOnlyList<SpecToCompile> specs)
        => InMemoryCompiler.Compile([.. specs.Select((spec, i) => Emit(spec, ClassName(i)))]);

    /// <summary>The source that is compiled for a spec.</summary>
    /// <param name="spec">Spec, name and configs.</param>
    /// <param name="className">The class to put it into.</param>
    public static string Emit(SpecToCompile spec, string className)
    {
        var writer = new SourceWriter();
        writer.Line("#nullable enable");
        foreach (var name in CompiledSpecTemplate.Usings)
            writer.Line($"using {name};");
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        using (writer.Block($"public static partial class {className}"))
            CompiledSpecTemplate.Emit(writer, spec.Spec, spec.Name, spec.Configs, []);
        return writer.ToString();
    }

    private static string ClassName(int index) => $"Spec{index.ToString(CultureInfo.InvariantCulture)}";
}
