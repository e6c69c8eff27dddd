using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator.Tests.Documentation;

/// <summary>
/// Compiles a block as its reader would: in a project with the package and the usual usings. Its statements are the body of a method, its
/// types stand beside; the types and usings of the blocks above it on the page are there too.
/// </summary>
internal static class BlockCompilation
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Numerics.Tensors;
        global using KernelGen;
        """;

    /// <summary>
    /// The errors of a block, of compiler, generator and analyzer, and all that the latter two report. A block may stand alone or go on from the statements above it, so these
    /// are the fewer of both.
    /// </summary>
    /// <param name="above">The blocks before it that compile.</param>
    /// <param name="block">The block.</param>
    public static async Task<IReadOnlyList<Diagnostic>> ErrorsAsync(IReadOnlyList<CSharpBlock> above, CSharpBlock block)
    {
        var alone = await ErrorsAsync(Source(above, block, goesOn: false));
        if (alone.Count == 0 || above.Count == 0)
            return alone;
        var goingOn = await ErrorsAsync(Source(above, block, goesOn: true));
        return goingOn.Count < alone.Count ? goingOn : alone;
    }

    private static async Task<IReadOnlyList<Diagnostic>> ErrorsAsync(string source)
    {
        var compilation = SpecCompilation.Of(source).With("Usings.cs", Usings);
        if (source.Contains("using ILGPU;", StringComparison.Ordinal))
            compilation = compilation.WithIlgpu();
        var run = source.Contains("CudaDevice", StringComparison.Ordinal) ? GeneratorRun.On(compilation, ProjectProperties.Cuda) : GeneratorRun.On(compilation);
        var output = run.Output;
        var diagnostics = output.GetSemanticModel(output.SyntaxTrees[0]).GetDiagnostics()
            .Concat(run.Diagnostics)
            .Concat(await AnalyzerRun.OnAsync(compilation));
        // Warnings are errors here, but an example may declare what it does not use; no example deserves advice on its mask.
        return [.. diagnostics.Where(
            diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error || diagnostic.Id.StartsWith("KG", StringComparison.Ordinal))];
    }

    private static string Source(IReadOnlyList<CSharpBlock> above, CSharpBlock block, bool goesOn)
    {
        var units = above.Append(block).Select(one => Root(one.Code)).ToList();
        var bodies = goesOn ? above.Append(block) : [block];
        var usings = units.SelectMany(unit => unit.Usings).Select(one => one.ToString()).Distinct();
        return $$"""
            {{string.Join("\n", usings)}}

            internal static class Reader
            {
                internal static async Task Read()
                {
            {{string.Join("\n", bodies.Select(one => one.Given + "\n" + Statements(Root(one.Code))))}}
                }
            }

            {{string.Join("\n", Types(units))}}
            """;
    }

    private static string Statements(CompilationUnitSyntax unit)
        => string.Join("\n", unit.Members.OfType<GlobalStatementSyntax>().Select(statement => statement.ToFullString()));

    // A type that is declared again further down is another example of it.
    private static IEnumerable<string> Types(IEnumerable<CompilationUnitSyntax> units)
        => units.Reverse()
            .SelectMany(unit => unit.Members.Where(member => member is not GlobalStatementSyntax))
            .DistinctBy(Name)
            .Select(member => member.ToFullString());

    private static string Name(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        BaseNamespaceDeclarationSyntax space => space.ToString(),
        _ => member.ToString(),
    };

    private static CompilationUnitSyntax Root(string code)
        => SyntaxFactory.ParseCompilationUnit(code, options: SpecCompilation.ParseOptions());
}
