using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>The registers and derived numbers that the steps' texts share: one kernel of <c>cuda.wgmma</c> while it is written.</summary>
internal sealed class WgmmaNames(PtxWriter ptx, AttentionSpec spec, WgmmaConfig config) : CudaFragments(ptx, spec)
{
    public WgmmaConfig Config { get; } = config;

    public WgmmaLayout Layout { get; } = new(spec, config);

    /// <summary>Panels of keys and values in a stage.</summary>
    public CudaLayout Panels => Layout.Panels;

    /// <inheritdoc/>
    public override bool IsDecode => false;

    /// <inheritdoc/>
    public override int RowBlocks => 1;

    /// <inheritdoc/>
    public override int KeyGroups => Config.KeyTile / 8;

    /// <inheritdoc/>
    public override int ColumnGroups => Panels.PaddedValueDim / 8;

    /// <inheritdoc/>
    public override int WeightExponent => Layout.Transposes ? 8 : 0;

    /// <inheritdoc/>
    public override int TileKeys => Config.KeyTile;

    /// <inheritdoc/>
    public override bool StoresPieces => true;

    /// <summary>All scores of a thread, in the order of a product's sum.</summary>
    public PtxRegister[] AllScores => [.. Enumerable.Range(0, KeyGroups).SelectMany(group => Scores(0, group))];

    /// <summary>All outputs of a thread, in the order of a product's sum.</summary>
    public PtxRegister[] AllOutputs => [.. Enumerable.Range(0, ColumnGroups).SelectMany(group => Outputs(0, group))];
}
