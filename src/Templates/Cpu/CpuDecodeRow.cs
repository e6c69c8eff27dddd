using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// How decode reads a row of K or V. 16-bit elements are read in pairs: a vector of raw bits holds twice as many as a vector of floats, and its
/// even and its odd elements each become one by a shift or a mask, which is cheaper than widening two halves. So the query, or the output, lies
/// in that order: of every 2 x Lanes elements first the even ones, then the odd ones. 8-bit elements are widened as they are loaded, in their order.
/// </summary>
/// <param name="Simd">The emitted helpers of the vector width.</param>
/// <param name="Lanes">Floats of a vector.</param>
/// <param name="Element">The type of an element.</param>
/// <param name="IsPaired">Whether it is read in pairs.</param>
/// <param name="IsSmall">Whether the products read it without a full conversion, see <see cref="CpuDecodeHalf"/>.</param>
internal sealed record CpuDecodeRow(string Simd, int Lanes, string Element, bool IsPaired, bool IsSmall)
{
    /// <summary>Bytes of the elements that are read in pairs.</summary>
    public const int PairedBytes = 2;

    /// <summary>How a row of K is read.</summary>
    public static CpuDecodeRow OfKeys(CpuNames n, CpuDecodeLayout layout) => Of(n, layout.StagesKeys, layout.ReadsHalfKeys);

    /// <summary>How a row of V is read.</summary>
    public static CpuDecodeRow OfValues(CpuNames n, CpuDecodeLayout layout) => Of(n, layout.StagesValues, layout.ReadsHalfValues);

    /// <summary>Vectors of floats that one step along the row yields.</summary>
    public int Vectors => IsPaired ? 2 : 1;

    /// <summary>The expression for a vector of the row, as the products read it.</summary>
    public string Load(string pointer, int vector) => Load(pointer, vector, IsSmall ? "Small" : "");

    /// <summary>The expression for a vector of the row, fully converted.</summary>
    public string LoadFull(string pointer, int vector) => Load(pointer, vector, "");

    private string Load(string pointer, int vector, string small) => IsPaired
        ? $"{Simd}.{(vector % 2 == 0 ? "Even" : "Odd")}{small}({RegisterTile.At(pointer, vector / 2 * 2 * Lanes)})"
        : $"{Simd}.Load({RegisterTile.At(pointer, vector * Lanes)})";

    // What is staged has been converted to floats.
    private static CpuDecodeRow Of(CpuNames n, bool isStaged, bool isSmall)
        => new(n.Simd, n.Lanes, isStaged ? "float" : n.Element, !isStaged && n.Spec.Precision.Bytes() == PairedBytes, isSmall);
}
