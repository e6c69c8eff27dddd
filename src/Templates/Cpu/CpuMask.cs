using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Step 2b, only in Partial tiles: scores of masked keys become -infinity.</summary>
internal static class CpuMask
{
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        var inside = Expr.Less(Expr.K, Expr.KeyLength);
        var allowed = VectorCSharp.PrintMask(Expr.And(inside, n.Spec.Mask), n.Config.VectorBits);
        var rows = n.Micro.Rows;
        var rowArguments = string.Concat(allowed.Rows.Select(row => $"in {row.Name}, "));
        var rowParameters = string.Concat(allowed.Rows.Select(row => $"in {row.Type} {row.Name}, "));
        writer.Line($$"""

            // Which keys of a Partial tile each {{rows}} rows need at all: from the first to after the last that one of them may see.
            {{CpuNames.FullyOptimized}}
            private static void Spans(int* spans, int rows, int position, int firstKey, in MaskScope scope)
            {
                unchecked // a mask's integers wrap, whatever the project says
                {
                    for (int r = 0; r < rows; r += {{rows}}, spans += 2)
                    {
                        int low = KeyTile, high = 0;
                        for (int i = r; i < Math.Min(r + {{rows}}, rows); i++)
                        {{{Rows(allowed, "int q = position + i;", 16)}}
                            for (int c = 0; c < KeyTile; c += Lanes)
                            {
                                uint bits = (uint){{n.Vector}}.ExtractMostSignificantBits(Allowed({{(allowed.Rows.Count > 0 ? "q" : "position + i")}}, firstKey + c, {{rowArguments}}in scope));
                                if (bits == 0)
                                    continue;
                                low = Math.Min(low, c + BitOperations.TrailingZeroCount(bits));
                                high = Math.Max(high, c + 32 - BitOperations.LeadingZeroCount(bits));
                            }
                        }
                        spans[0] = low;
                        spans[1] = high;
                    }
                }
            }

            // 2b Mask, only in Partial tiles: scores of masked keys become -infinity.
            {{CpuNames.FullyOptimized}}
            private static void Mask(float* scores, int rows, int position, int firstKey, in MaskScope scope)
            {
                for (int r = 0; r < rows; r++)
                    MaskRow(scores + r * KeyTile, position + r, firstKey, in scope);
            }

            {{CpuNames.FullyOptimized}}
            private static void MaskRow(float* scores, int q, int firstKey, in MaskScope scope)
            {
                unchecked
                {
                    var masked = {{n.Vector}}.Create(float.NegativeInfinity);{{Rows(allowed, null, 8)}}
                    for (int c = 0; c < KeyTile; c += Lanes)
                        {{n.Vector}}.ConditionalSelect(Allowed(q, firstKey + c, {{rowArguments}}in scope).AsSingle(), {{n.Vector}}.Load(scores + c), masked).Store(scores + c);
                }
            }

            // {{(n.Spec.Mask.Equals(Expr.True) ? "Keys within the length." : $"Keys within the length, and {ScalarCSharp.Print(n.Spec.Mask)}.")}}
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static {{n.Vector}}<int> Allowed(int q, int firstKey, {{rowParameters}}in MaskScope scope)
            {
                unchecked
                {
                    var k = {{n.Vector}}.Create(firstKey) + {{n.Vector}}<int>.Indices;
                    return {{allowed.Value}};
                }
            }
            """);
    }

    // The rows of tensors that the mask reads at one query, found before the loop over the keys; nothing where it reads none.
    private static string Rows(VectorText allowed, string? first, int indent)
    {
        var declarations = allowed.Rows.Select(row => row.Declaration);
        var lines = allowed.Rows.Count > 0 && first is not null ? declarations.Prepend(first) : declarations;
        return string.Concat(lines.Select(line => "\n" + new string(' ', indent) + line));
    }
}
