using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Analysis;

/// <summary>Emits the class that proves the mask over rectangles.</summary>
public static class ClassifierTemplate
{
    /// <summary>The name of the emitted class.</summary>
    public const string ClassName = "Classifier";

    /// <summary>
    /// Emits <c>private sealed class Classifier : TileClassifier</c>, a member of the user's class, with fully qualified names and a
    /// parameterless constructor.
    /// </summary>
    public static void Emit(SourceWriter w, AttentionSpec spec)
    {
        var mask = ExprSimplifier.Simplify(spec.Mask);
        w.Line("/// <summary>The mask over rectangles of queries and keys, in interval arithmetic: proven, not sampled.</summary>");
        using (w.Block($"private sealed class {ClassName} : {ClassifierPrinter.Planning}.TileClassifier"))
        {
            if (mask.Reads(ExprVariable.Head) || mask.Reads(ExprVariable.KeyHead))
                w.Line("public override bool DependsOnHead => true;\n");
            if (mask.Reads(ExprVariable.Batch))
                w.Line("public override bool DependsOnBatch => true;\n");
            if (mask.Reads(ExprVariable.Head))
                w.Line("public override bool DependsOnQueryHead => true;\n");
            if (Constants(mask) is { Length: > 0 } constants)
            {
                w.Line($"private static readonly int[] s_readsData = [{constants}];\n");
                w.Line("public override global::System.ReadOnlySpan<int> ReadsData => s_readsData;\n");
            }
            TensorReads.Emit(w, mask);
            EmitClassify(w, mask);
        }
    }

    private static string Constants(Expr mask)
        => string.Join(", ", mask.Data().Where(parameter => !parameter.IsTensor).Select(parameter => ScalarStyle.Constant(parameter).Text));

    // The first plan of a shape asks it some ten thousand times, long before tiered compilation would have found it worth optimising.
    private static void EmitClassify(SourceWriter w, Expr mask)
    {
        const string planning = ClassifierPrinter.Planning;
        const string compilerServices = "global::System.Runtime.CompilerServices";
        w.Line($"[{compilerServices}.MethodImpl({compilerServices}.MethodImplOptions.AggressiveOptimization)]");
        w.Line($"public override {planning}.Truth Classify({planning}.Interval q, {planning}.Interval k, in {planning}.MaskScope scope)");
        using (w.Indent())
            w.Line($"=> {ClassifierPrinter.Rectangle.PrintTruth(mask)};");
    }
}
