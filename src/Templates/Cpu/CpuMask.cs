using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Step 2b, only in Partial tiles: scores of masked keys become -infinity.</summary>
internal static class CpuMask
{
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        var mask = VectorCSharp.PrintMask(n.Spec.Mask, n.Config.VectorBits);
        var inside = $"{n.Vector}.LessThan(k, {n.Vector}.Create(scope.KeyLength))";
        var allowed = n.Spec.Mask.Equals(Expr.True) ? inside : $"{inside} & {mask}";
        writer.Line($$"""

            // 2b Mask, only in Partial tiles: keys past the end, and those with not ({{ScalarCSharp.Print(n.Spec.Mask)}}).
            private static void Mask(float* scores, int rows, int position, int firstKey, in MaskScope scope)
            {
                for (int r = 0; r < rows; r++)
                    MaskRow(scores + r * KeyTile, position + r, firstKey, in scope);
            }

            private static void MaskRow(float* scores, int q, int firstKey, in MaskScope scope)
            {
                var masked = {{n.Vector}}.Create(float.NegativeInfinity);
                for (int c = 0; c < KeyTile; c += Lanes)
                {
                    var k = {{n.Vector}}.Create(firstKey + c) + {{n.Vector}}<int>.Indices;
                    var allowed = {{allowed}};
                    {{n.Vector}}.ConditionalSelect(allowed.AsSingle(), {{n.Vector}}.Load(scores + c), masked).Store(scores + c);
                }
            }
            """);
    }
}
