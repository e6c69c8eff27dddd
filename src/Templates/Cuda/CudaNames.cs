using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>The registers and derived numbers that the steps' texts share: one kernel of <c>cuda.mma</c> while it is written.</summary>
internal sealed class CudaNames(PtxWriter ptx, AttentionSpec spec, CudaConfig config, bool isDecode) : CudaFragments(ptx, spec)
{
    public CudaConfig Config { get; } = config;

    public CudaLayout Layout { get; } = new(spec, config);

    /// <inheritdoc/>
    public override bool IsDecode { get; } = isDecode;

    /// <inheritdoc/>
    public override int RowBlocks => Config.RowBlocks;

    /// <inheritdoc/>
    public override int KeyGroups => Config.WarpKeys / 8;

    /// <inheritdoc/>
    public override int ColumnGroups => Layout.ValueRows.Padded / 8;

    /// <inheritdoc/>
    public override int Columns => CudaColumns.Count(Spec);

    /// <inheritdoc/>
    public override PtxRegister? FirstColumn => CudaColumns.Second(Spec) > 0 ? this["firstColumn"] : null;

    /// <summary>What matrix instructions multiply: e4m3 become float16 on their way from shared memory.</summary>
    public ElementType ProductElement => Spec.Precision == ElementType.Float8E4M3 ? ElementType.Float16 : Spec.Precision;

    /// <inheritdoc/>
    public override ElementType WeightElement => ProductElement;

    /// <inheritdoc/>
    public override bool HasQuads => Spec.Precision == ElementType.Float8E4M3;

    /// <inheritdoc/>
    public override int TileKeys => Config.KeyTile;

    /// <summary>Two elements of the queries, one of float32, four of e4m3: row block, matrix of dimensions, and which quarter of it.</summary>
    public PtxRegister Queries(int block, int dims, int part) => this[$"queries{block}_{dims}_{part}"];

    /// <summary>Where the walk begins again; see <see cref="CudaLeak"/>.</summary>
    public PtxLabel Restart { get; } = ptx.Label("RESTART");

    /// <summary>Where it begins for other columns; see <see cref="CudaColumns"/>.</summary>
    public PtxLabel NextColumns { get; } = ptx.Label("NEXT_COLUMNS");
}
