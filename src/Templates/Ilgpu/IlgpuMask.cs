using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Step 2b, only in Partial tiles: scores of masked keys become -infinity.</summary>
internal static class IlgpuMask
{
    /// <summary>Writes the use: first one bit for each score, in a loop, so that the predicate stands in the kernel once.</summary>
    public static void EmitUse(SourceWriter writer, IlgpuNames n)
    {
        var (type, suffix) = n.Rows * n.Keys > 32 ? ("ulong", "UL") : ("uint", "u");
        writer.Line("// 2b Mask, only in Partial tiles: scores of masked keys become -infinity, whatever they were.");
        using (writer.Block("if (!isFull)"))
        {
            writer.Line($"{type} allowed = 0;");
            using (writer.Block($"for (int i = 0; i < {n.Rows * n.Keys}; i++)"))
            {
                writer.Line($"int r = i / {n.Keys}, c = i % {n.Keys};");
                writer.Line($"int k = firstKey + threadColumn * 4 + {Offset("c", n.Keys, n.Config.ThreadColumns)};");
                EmitPosition(writer, n, Offset("r", n.Rows, n.Config.ThreadRows));
                writer.Line($"if (Allowed(q, k, {n.ScopeArguments("head")}))");
                using (writer.Indent())
                    writer.Line($"allowed |= 1{suffix} << i;");
            }
            for (var r = 0; r < n.Rows; r++)
            {
                for (var c = 0; c < n.Keys; c++)
                    writer.Line($"s{r}_{c} = (allowed & 0x{1UL << (r * n.Keys + c):x}{suffix}) != 0 ? s{r}_{c} : float.NegativeInfinity;");
            }
        }
    }

    /// <summary>Writes the predicate.</summary>
    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        var mask = ExprSimplifier.Simplify(n.Spec.Mask);
        var allowed = ExprSimplifier.Simplify(Expr.And(Expr.Less(Expr.K, Expr.KeyLength), mask));
        writer.Line();
        writer.Line(mask.Equals(Expr.True) ? "// Keys within the length." : $"// Keys within the length, and {ScalarCSharp.Print(mask)}.");
        writer.Line($"private static bool Allowed(int q, int k, {n.ScopeParameters})");
        using (writer.Indent())
            writer.Line($"=> unchecked({ScalarCSharp.PrintKernel(allowed)});");
    }

    private static void EmitPosition(SourceWriter writer, IlgpuNames n, string offset)
    {
        if (!n.IsDecode)
        {
            writer.Line($"int q = position + {offset};");
            return;
        }
        writer.Line($"int row = firstRow + threadRow * 4 + {offset};");
        writer.Line("int q = launch.QueryOffset + row % launch.QueryLength, head = firstHead + row / launch.QueryLength;");
    }

    private static string Offset(string index, int count, int threads) => count == 4 ? index : $"{index} / 4 * {4 * threads} + {index} % 4";
}
