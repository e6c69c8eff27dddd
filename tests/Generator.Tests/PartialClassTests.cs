using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

/// <summary>Specs whose class has several declarations.</summary>
public class PartialClassTests
{
    private const string Mask = """
        using System;
        using KernelGen;
        namespace Models;
        [AttentionKernel(HeadDim = 64)]
        public static partial class Attention
        {
            [Mask] static bool Allowed(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];
        }
        """;

    private const string Score = """
        using System;
        using KernelGen;
        namespace Models;
        public static partial class Attention
        {
            [Score] static float Alibi(float score, int q, int k, int head, ReadOnlySpan<float> slope) => score - slope[head] * (q - k);
        }
        """;

    [Fact]
    public void An_attribute_that_stands_on_two_declarations_emits_one_set_of_files()
    {
        // The compiler refuses the second attribute; but while it is moved to another file, other specs keep their members.
        const string Second = "namespace Models; [KernelGen.AttentionKernel(HeadDim = 64)] public static partial class Dense64;";
        var run = GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).With("Second.cs", Second).With("Other.cs", Specs.WindowWithSink));
        run.Result.Exception.ShouldBeNull();
        run.Diagnostics.ShouldBeEmpty();
        run.Sources.Length.ShouldBe(4);
    }

    [Fact]
    public void Data_of_methods_in_several_files_comes_in_the_order_of_their_paths_whatever_the_project_lists_first()
    {
        var first = SpecCompilation.Of(Mask).RemoveAllSyntaxTrees()
            .AddSyntaxTrees(SpecCompilation.Parse(Mask, "src/Attention.cs"), SpecCompilation.Parse(Score, "src/Attention/Score.cs"));
        var second = first.RemoveAllSyntaxTrees().AddSyntaxTrees(first.SyntaxTrees.Reverse());
        Members(second).ShouldBe(Members(first));
        Members(first).IndexOf("> slope,", StringComparison.Ordinal).ShouldBeGreaterThan(Members(first).IndexOf("> document,", StringComparison.Ordinal));
    }

    private static string Members(Compilation compilation)
    {
        var run = GeneratorRun.On((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)compilation);
        run.ShouldCompile();
        return run.Surface;
    }
}
