using System.Reflection;
using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KernelGen.Onnx.Tests.Running;

/// <summary>Specs that the generator compiled: each distinct declaration once.</summary>
internal sealed class SpecAssembly
{
    private readonly Dictionary<string, Type> _types = [];

    /// <summary>Generates and compiles, with warnings as errors.</summary>
    /// <param name="declarations">The attributes of each spec.</param>
    public SpecAssembly(IEnumerable<string> declarations)
    {
        string[] distinct = [.. declarations.Distinct()];
        var run = GeneratorRun.On("using KernelGen;\n" + string.Join("\n", distinct.Select((attributes, i) => $"{attributes}\npublic static partial class {Name(i)};")));
        run.Diagnostics.ShouldBeEmpty();
        using var image = new MemoryStream();
        var faults = run.Output.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        faults.ShouldBeEmpty();
        var assembly = Assembly.Load(image.ToArray());
        for (var i = 0; i < distinct.Length; i++)
            _types.Add(distinct[i], assembly.GetType(Name(i), throwOnError: true)!);
    }

    /// <summary>The <c>Run</c> of a spec.</summary>
    public OnnxRun<T> Run<T>(string declaration)
        where T : unmanaged
        => _types[declaration].GetMethod("Run")!.CreateDelegate<OnnxRun<T>>();

    private static string Name(int number) => FormattableString.Invariant($"Spec{number}");
}
