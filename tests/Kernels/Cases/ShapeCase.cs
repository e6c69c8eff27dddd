using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>What a mask or score of the library is run with: everything of a case of the suite but its mask.</summary>
/// <param name="Precision">How tensors are stored.</param>
/// <param name="HeadDim">D.</param>
/// <param name="ValueHeadDim">Dv.</param>
/// <param name="Shape">The sizes, with the position of query row 0.</param>
/// <param name="Layout">How tensors lie in memory.</param>
public sealed record ShapeCase(ElementType Precision, int HeadDim, int ValueHeadDim, AttentionShape Shape, TensorLayout Layout)
{
    /// <summary>Pairs of a query and a key: what a mask costs.</summary>
    public long Pairs => (long)Shape.Batch * Shape.QueryHeads * Shape.QueryLength * Shape.KeyLength;

    /// <summary>Multiply-adds of one pass.</summary>
    public long Work => Pairs * (HeadDim + ValueHeadDim);
}
