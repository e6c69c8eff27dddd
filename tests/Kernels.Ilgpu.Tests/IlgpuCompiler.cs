using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using KernelGen.Templates;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OptimizationLevel = Microsoft.CodeAnalysis.OptimizationLevel;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>Compiles the kernels of a spec against the ILGPU at hand, as the generator would emit them.</summary>
internal static class IlgpuCompiler
{
    private const string Namespace = "KernelGen.InMemory";

    private static readonly Lazy<MetadataReference[]> s_references = new(FindReferences);

    public static IIlgpuSpec Compile(AttentionSpec spec, string name, IReadOnlyList<IlgpuConfig> configs)
    {
        var assembly = Load(spec, name, configs);
        return (IIlgpuSpec)Activator.CreateInstance(assembly.GetType($"{Namespace}.Adapter")!)!;
    }

    /// <summary>Compiles many specs at once, which costs less than one by one.</summary>
    public static IReadOnlyList<IIlgpuSpec> CompileAll(IReadOnlyList<AttentionSpec> specs, IReadOnlyList<IlgpuConfig> configs)
    {
        using var image = new MemoryStream(Image([.. specs.Select((spec, i) => Emit(spec, "Spec", configs, SpaceOf(i)))]));
        var assembly = new AssemblyLoadContext("many").LoadFromStream(image);
        return [.. specs.Select((_, i) => (IIlgpuSpec)Activator.CreateInstance(assembly.GetType($"{SpaceOf(i)}.Adapter")!)!)];
    }

    /// <summary>Every kernel of a spec, as a CUDA accelerator would load it, and the threads of its groups.</summary>
    public static IEnumerable<(MethodInfo Kernel, int Threads)> Kernels(AttentionSpec spec, string name, IReadOnlyList<IlgpuConfig> configs)
    {
        var types = Load(spec, name, configs).GetType($"{Namespace}.Kernels")!.GetNestedTypes(BindingFlags.NonPublic);
        var lanes = types.SingleOrDefault(type => type.Name == "WarpLanes");
        return from owner in types
               where owner.Name.StartsWith("Ilgpu", StringComparison.Ordinal)
               let kernel = owner.GetMethod("Run")!
               select (kernel.IsGenericMethod ? kernel.MakeGenericMethod(lanes!) : kernel, (int)owner.GetField("Threads")!.GetRawConstantValue()!);
    }

    /// <summary>The text that is compiled.</summary>
    public static string Emit(AttentionSpec spec, string name, IReadOnlyList<IlgpuConfig> configs, string space = Namespace)
    {
        var writer = new SourceWriter();
        writer.Line("#nullable enable");
        foreach (var used in CompiledSpecTemplate.Usings.Concat(IlgpuTemplate.Usings).Distinct())
            writer.Line($"using {used};");
        writer.Line("using Half = System.Half;\n");
        using (writer.Block($"namespace {space}"))
        {
            using (writer.Block("public static partial class Spec"))
                CompiledSpecTemplate.Emit(writer, spec, name, [], []);
            using (writer.Block("internal static partial class Kernels"))
                IlgpuTemplate.Emit(writer, spec, "Spec.Compiled", configs, []);
            EmitAdapter(writer, spec);
        }
        return writer.ToString();
    }

    private static string SpaceOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Namespace}.Spec{number}");

    private static Assembly Load(AttentionSpec spec, string name, IReadOnlyList<IlgpuConfig> configs)
    {
        using var image = new MemoryStream(Image(Emit(spec, name, configs)));
        return new AssemblyLoadContext(name).LoadFromStream(image);
    }

    private static void EmitAdapter(SourceWriter writer, AttentionSpec spec)
    {
        var (element, output) = (IlgpuTemplate.ElementName(spec.Precision), IlgpuTemplate.ElementName(spec.OutputPrecision));
        var lse = spec.WritesLse ? "lse is null ? default : lse.Value.Cast<float>(), lse is not null, " : "";
        var values = string.Concat(spec.Data.Select((parameter, i) => ", " + Value(parameter, i)));
        writer.Line($$"""
            public sealed unsafe class Adapter : global::KernelGen.Kernels.Ilgpu.Tests.IIlgpuSpec
            {
                public CompiledSpec Compiled => Spec.Compiled;

                public void Run(
                    AcceleratorStream stream, ArrayView<byte> q, ArrayView<byte> k, ArrayView<byte> v, ArrayView<byte> o, ArrayView<byte>? lse,
                    AttentionShape shape, AttentionStrides strides, AttentionOptions options, CallData data, object?[] values)
                {
                    var items = stackalloc DataItem[Math.Max(1, data.Count)];
                    for (int i = 0; i < data.Count; i++)
                        items[i] = data[i];
                    Kernels.Run(stream, q.Cast<{{element}}>(), k.Cast<{{element}}>(), v.Cast<{{element}}>(), o.Cast<{{output}}>(), {{lse}}shape, strides, options, items{{values}});
                }
            }
            """);
    }

    private static string Value(ExprParameter parameter, int index)
    {
        var element = parameter.Type == ExprDataType.Bool ? "byte" : parameter.Keyword;
        if (parameter.IsArray || parameter.IsTensor)
            return $"values[{index}] is ArrayView<byte> view{index} ? view{index}.Cast<{element}>() : default";
        return $"({(parameter.Type == ExprDataType.Single ? "float" : "int")})values[{index}]";
    }

    private static byte[] Image(params IReadOnlyList<string> sources)
    {
        var compilation = CSharpCompilation.Create(
            $"KernelGen.InMemory.{Guid.NewGuid():N}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp13))),
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (result.Success)
            return image.ToArray();
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(20).ToList();
        var listing = errors[0].Location.SourceTree!.ToString().Split('\n').Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1,5}  {line}"));
        throw new InvalidOperationException($"{string.Join('\n', errors)}\n\n{string.Join('\n', listing)}");
    }

    private static MetadataReference[] FindReferences()
        => [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file
                && (file.StartsWith("System.", StringComparison.Ordinal) || file is "netstandard.dll" or "KernelGen.Runtime.dll" or "ILGPU.dll"))
            .Append(typeof(IIlgpuSpec).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];
}
