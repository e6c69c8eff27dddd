using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>Instructions of four warps together, which only the target sm_90a has. PTX ISA, chapter 9.7.14.</summary>
internal sealed partial class PtxWriter
{
    private const int RegistersPerLine = 16;

    /// <summary>Gives registers of a thread back, or takes more, up to a number (PTX 8.0, sm_90a). All warps of a warpgroup come here.</summary>
    public void SetRegisters(bool isMore, int count)
    {
        RequireWarpgroups();
        Emit($"setmaxnreg.{(isMore ? "inc" : "dec")}.sync.aligned.u32", count);
    }

    /// <summary>Registers that were written before may be used by the products that follow.</summary>
    public void FenceProducts()
    {
        RequireWarpgroups();
        Emit("wgmma.fence.sync.aligned");
    }

    /// <summary>Closes the group of the products since the last one.</summary>
    public void CommitProducts() => Emit("wgmma.commit_group.sync.aligned");

    /// <summary>Waits until at most <paramref name="groups"/> of the latest groups of products are under way.</summary>
    public void WaitForProducts(int groups) => Emit("wgmma.wait_group.sync.aligned", groups);

    /// <summary>
    /// sum = a x b, or sum += a x b, on the tensor cores in the background: 64 x 16 by 16 x n elements into float32, n being twice the registers
    /// of the sum; of 8 bits 64 x 32 by 32 x n. Both lie in shared memory with 16 or 32 neighbours in a row each.
    /// </summary>
    public void MultiplyWarpgroup(ElementType element, IReadOnlyList<PtxRegister> sum, PtxRegister a, PtxRegister b, bool adds)
        => EmitProduct(element, sum, a.ToString(), b, $"{(adds ? 1 : 0)}, 1, 1{(HasMajors(element) ? ", 0, 0" : "")}");

    /// <summary>
    /// The same with a in four registers, and b in shared memory with n neighbours in each of 16 rows: transposed. Elements of 8 bits cannot be read
    /// like that: of them b lies with 32 neighbours in each of n rows, as in the other form.
    /// </summary>
    public void MultiplyWarpgroup(ElementType element, IReadOnlyList<PtxRegister> sum, IReadOnlyList<PtxRegister> a, PtxRegister b)
        => EmitProduct(element, sum, Vector(a), b, $"1, 1, 1{(HasMajors(element) ? ", 1" : "")}");

    private static bool HasMajors(ElementType element) => element != ElementType.Float8E4M3;

    private void EmitProduct(ElementType element, IReadOnlyList<PtxRegister> sum, string a, PtxRegister b, string flags)
    {
        RequireWarpgroups();
        var type = element == ElementType.Float8E4M3 ? "e4m3" : Name(element);
        _scope.Lines.Add($"wgmma.mma_async.sync.aligned.m64n{2 * sum.Count}k{32 / element.Bytes()}.f32.{type}.{type}");
        for (var first = 0; first < sum.Count; first += RegistersPerLine)
        {
            var isLast = first + RegistersPerLine >= sum.Count;
            var line = string.Join(", ", sum.Skip(first).Take(RegistersPerLine));
            _scope.Lines.Add($"    {(first == 0 ? "{" : " ")}{line}{(isLast ? "}" : "")},");
        }
        _scope.Lines.Add($"    {a}, {b}, {flags};");
    }

    private void RequireWarpgroups()
    {
        Require(8, 0, 90);
        _isArchitectureSpecific = true;
    }
}
