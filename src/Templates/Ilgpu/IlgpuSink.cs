using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// The end of step 1, of a spec with a sink: every row begins as if it had seen the sink, so that its maximum is the sink's logit, its sum 1
/// and its output 0. No later step knows of it.
/// </summary>
internal static class IlgpuSink
{
    /// <summary>Whether each row of a decode kernel must know its head.</summary>
    public static bool ReadsHead(IlgpuNames n) => n.Spec.SinkLogit is { } sink && sink.Reads(ExprVariable.Head);

    /// <summary>Sets the state of this thread's rows, which is empty until here.</summary>
    public static void EmitStart(SourceWriter writer, IlgpuNames n)
    {
        if (n.Spec.SinkLogit is null)
            return;
        writer.Line("// 1 Sink: rows begin as if they had seen it. One thread of a row counts it in its share of the sum" + (n.IsDecode ? ", in the first share of the keys." : "."));
        if (!n.IsDecode)
        {
            EmitRows(writer, n);
            return;
        }
        using (writer.Block("if (share == 0)"))
            EmitRows(writer, n);
    }

    /// <summary>Writes the method, of a spec that has a sink.</summary>
    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        if (n.Spec.SinkLogit is not { } declared)
            return;
        var sink = ExprSimplifier.Simplify(declared);
        writer.Line();
        writer.Line($"// 1 Sink: a key with the logit {ScalarCSharp.Print(sink)} and no value; times log2(e), for a softmax in base 2.");
        writer.Line($"private static float SinkLogit({n.ScopeParameters})");
        using (writer.Indent())
            writer.Line($"=> unchecked({ScalarCSharp.PrintKernel(Expr.Multiply(sink, Expr.Float((float)LogitScale.Log2E)))});");
    }

    private static void EmitRows(SourceWriter writer, IlgpuNames n)
    {
        var differ = n.IsDecode && ReadsHead(n);
        if (!differ)
            writer.Line($"float sink = SinkLogit({n.ScopeArguments(n.IsDecode ? "firstHead" : "head")});");
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"m{r} = {(differ ? $"SinkLogit({n.ScopeArguments(n.Head(r))})" : "sink")};");
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"l{r} = threadColumn == 0 ? 1f : 0f;");
    }
}
