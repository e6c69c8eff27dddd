using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace KernelGen.Tuner.Tests.Drawing;

/// <summary>Specs to draw, in an assembly of their own.</summary>
internal static class MaskSpecs
{
    /// <summary>A window of 4 keys and 2 sinks.</summary>
    public const string Window = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        mask (and (<= k q) (or (<= (- q k) 4) (< k 2)))
        queryTile 0
        keyTile 0

        """;

    /// <summary>Even heads see the past, odd heads their own place.</summary>
    public const string Heads = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        mask (if (== (% head 2) 0) (<= k q) (== k q))
        queryTile 0
        keyTile 0

        """;

    /// <summary>A mask and a score that read data.</summary>
    public const string Documents = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data int[] document, float alpha
        mask (and (<= k q) (== (load int document q) (load int document k)))
        score (* score (scalar float alpha))
        queryTile 0
        keyTile 0

        """;

    private const string Causal = TestSpecs.Causal;

    /// <summary>Writes an assembly that has nothing but the specs' texts.</summary>
    public static string Write(string path)
    {
        var source = $$"""
            using System;
            [assembly: KernelGen.AttentionSpecText("Demo.Causal", @"{{Causal}}")]
            [assembly: KernelGen.AttentionSpecText("Demo.Window", @"{{Window}}")]
            [assembly: KernelGen.AttentionSpecText("Demo.Heads", @"{{Heads}}")]
            [assembly: KernelGen.AttentionSpecText("Demo.Documents", @"{{Documents}}")]
            """;
        var references = new[] { typeof(object), typeof(AttentionSpecTextAttribute) }
            .Select(type => type.Assembly.Location)
            .Append(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll"))
            .Select(location => MetadataReference.CreateFromFile(location));
        var compilation = CSharpCompilation.Create(
            "Masks", [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        compilation.Emit(path).Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return path;
    }
}
