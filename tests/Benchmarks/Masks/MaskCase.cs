using KernelGen.Planning;

namespace KernelGen.Benchmarks.Masks;

/// <summary>A spec at given sizes, beside another one whose rate it is measured by.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Spec">The spec, with its generated kernels.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Baseline">The spec that it is compared with.</param>
/// <param name="BaselineShape">Its sizes.</param>
/// <param name="Data">The values of the spec's data parameters.</param>
internal sealed record MaskCase(
    string Name, CompiledSpec Spec, AttentionShape Shape, CompiledSpec Baseline, AttentionShape BaselineShape, CaseData Data)
{
    /// <summary>The share of blocks that are seen, of a mask that is given as blocks; null for one that is planned from the spec alone.</summary>
    public double? BlockShare { get; init; }

    /// <summary>Operations of a call on the pairs of the tiles that are not empty.</summary>
    public double Flops => FlopsOf(Spec, Shape, WorkShare);

    /// <summary>Those of the baseline.</summary>
    public double BaselineFlops => FlopsOf(Baseline, BaselineShape, Plan(Baseline, BaselineShape, default).Statistics.WorkShare);

    /// <summary>The share of tiles that are not empty, in the plan of the variant that runs.</summary>
    public double WorkShare => BlockShare ?? Plan(Spec, Shape, Data.Call).Statistics.WorkShare;

    private static double FlopsOf(CompiledSpec spec, AttentionShape shape, double workShare)
        => workShare * shape.Batch * shape.QueryHeads * shape.QueryLength * shape.KeyLength
            * 2 * (spec.Facts.HeadDim + spec.Facts.ValueHeadDim);

    // The first head's plan stands for all.
    private static TilePlan Plan(CompiledSpec spec, AttentionShape shape, CallData data)
    {
        var kernel = spec.Kernels.Single(one => one.Id == spec.Explain(shape).Variant);
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, spec.Facts.ResolveOffset(shape), 0, 0, 0, shape.QueryHeads) { Data = data };
        return TilePlan.Build(spec.Classifier, scope, kernel.Tile.Query, kernel.Tile.Key);
    }
}
