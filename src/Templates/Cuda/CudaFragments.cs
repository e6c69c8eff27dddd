using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// What a thread holds of scores and output, and the registers that the steps on them share. Both lie as every matrix instruction of 16 or
/// 64 rows leaves them: in blocks of 16 rows for a warp, of which a thread has rows lane / 4 and lane / 4 + 8, and of every eight columns
/// two neighbours from 2 * (lane % 4) on. Steps 2b and 2c, scores, sinks and data know nothing else of a kernel. Outputs may lie otherwise:
/// see <see cref="HasQuads"/>.
/// </summary>
internal abstract class CudaFragments(PtxWriter ptx, AttentionSpec spec)
{
    private readonly Dictionary<string, PtxRegister> _registers = [];

    public PtxWriter Ptx { get; } = ptx;

    public AttentionSpec Spec { get; } = spec;

    /// <summary>Whether the rows are those of several heads, and the keys a share.</summary>
    public abstract bool IsDecode { get; }

    /// <summary>Blocks of 16 rows of a warp. A thread has two rows of each.</summary>
    public abstract int RowBlocks { get; }

    /// <summary>Groups of eight keys of a tile, as far as they are the warp's.</summary>
    public abstract int KeyGroups { get; }

    /// <summary>Groups of eight output columns.</summary>
    public abstract int ColumnGroups { get; }

    /// <summary>Columns of the output that this walk over the keys computes.</summary>
    public virtual int Columns => Spec.ValueHeadDim;

    /// <summary>The first of them; null where it is always 0.</summary>
    public virtual PtxRegister? FirstColumn => null;

    /// <summary>What weights are rounded to, to meet the values.</summary>
    public virtual ElementType WeightElement => Spec.Precision;

    /// <summary>Weights, and their sum, are 2^this as large as they mean: of e4m3 the smallest number is 2^-9, the largest 448.</summary>
    public virtual int WeightExponent => 0;

    /// <summary>
    /// Whether a thread has four neighbours of every 16 output columns, from 4 * (lane % 4) on: its group 2m has the first and the third, 2m + 1 the others.
    /// </summary>
    public virtual bool HasQuads => false;

    /// <summary>The first output column of a thread.</summary>
    public PtxRegister ThreadColumn => this[HasQuads ? "quad" : "pair"];

    /// <summary>Neighbouring output columns of a thread.</summary>
    public int Neighbours => HasQuads ? 4 : 2;

    /// <summary>Which output column, relative to a thread's first one: that of a group of eight and of a part of it.</summary>
    public int ColumnOffset(int group, int part) => HasQuads ? 16 * (group / 2) + 2 * part + group % 2 : 8 * group + part;

    /// <summary>Whether lanes exchange outputs before they store them, so that each store has 16 bytes.</summary>
    public virtual bool StoresPieces => false;

    /// <summary>Keys of the tile, those of other warps included.</summary>
    public abstract int TileKeys { get; }

    /// <summary>Whether the scale is folded into the exponential: with nothing between product and softmax, and where it keeps the order.</summary>
    public bool FoldsScale => LogitScale.FoldsIntoExponential(Spec);

    /// <summary>Whether tiles may have masked pairs beside keys past the end, so that their values must not leak.</summary>
    public bool MayLeak => !ExprSimplifier.Simplify(Spec.Mask).Equals(Expr.True);

    /// <summary>scale * log2(e), for a softmax in base 2.</summary>
    public float Scale2 => (float)LogitScale.InBaseTwo(Spec);

    /// <summary>A register of the whole kernel, declared at its first use: 32 bits when nothing else is said.</summary>
    public PtxRegister this[string name] => Named(name, PtxType.B32);

    /// <summary>A 64-bit register of the whole kernel.</summary>
    public PtxRegister Wide(string name) => Named(name, PtxType.B64);

    /// <summary>A predicate of the whole kernel.</summary>
    public PtxRegister Predicate(string name) => Named(name, PtxType.Pred);

    /// <summary>A float of the whole kernel.</summary>
    public PtxRegister Float(string name) => Named(name, PtxType.F32);

    /// <summary>The score of a thread: row block, key group, and 0, 1 for its first row's keys, 2, 3 for its second row's.</summary>
    public PtxRegister Score(int block, int group, int part) => Float($"s{block}_{group}_{part}");

    /// <summary>An output of a thread: row block, column group, and its row and column as in <see cref="Score"/>.</summary>
    public PtxRegister Output(int block, int group, int part) => Float($"o{block}_{group}_{part}");

    /// <summary>A value of one of a thread's rows: row block and half.</summary>
    public PtxRegister RowFloat(string name, int block, int half) => Float($"{name}{block}_{half}");

    /// <summary>Two weights of a thread, as elements, one of float32, four of e4m3: row block, matrix of keys, and which quarter of it.</summary>
    public PtxRegister Weights(int block, int keys, int part) => this[$"weights{block}_{keys}_{part}"];

    /// <summary>The four scores of a group.</summary>
    public PtxRegister[] Scores(int block, int group) => [.. Enumerable.Range(0, 4).Select(part => Score(block, group, part))];

    /// <summary>The four outputs of a group.</summary>
    public PtxRegister[] Outputs(int block, int group) => [.. Enumerable.Range(0, 4).Select(part => Output(block, group, part))];

    /// <summary>Row blocks and halves: the rows of a thread.</summary>
    public IEnumerable<(int Block, int Half)> Rows()
        => from block in Enumerable.Range(0, RowBlocks) from half in Enumerable.Range(0, 2) select (block, half);

    /// <summary>Which row of the tile, relative to a thread's first one.</summary>
    public static int RowOffset(int block, int half) => CudaConfig.MatrixRows * block + 8 * half;

    /// <summary>The position of a row of a thread.</summary>
    public PtxRegister Position(int block, int half) => this[$"position{block}_{half}"];

    /// <summary>The query head of a row: of all rows one, except in decoding.</summary>
    public PtxRegister Head(int block, int half) => IsDecode ? this[$"head{block}_{half}"] : this["head"];

    /// <summary>Expressions for one row of a thread and one key; the score only where there is one.</summary>
    /// <param name="block">The row's block.</param>
    /// <param name="half">Which of its two rows.</param>
    /// <param name="key">The key; null for expressions that read none, as that of a sink.</param>
    /// <param name="score">The score.</param>
    /// <param name="loaded">Elements of tensors that are in registers already.</param>
    public PtxExpression Expression(
        int block, int half, PtxRegister? key, PtxRegister? score, IReadOnlyDictionary<TensorLoad, PtxRegister>? loaded = null)
        => new(
            Ptx,
            variable => variable switch
            {
                ExprVariable.Query => Position(block, half),
                ExprVariable.Key => key ?? throw new InvalidOperationException("A sink reads no key."),
                ExprVariable.Head => Head(block, half),
                ExprVariable.Score => score ?? throw new InvalidOperationException("A mask reads no score."),
                _ => this[ExprText.Name(variable)],
            },
            new CudaData(this, loaded));

    /// <summary>Loads a parameter into the register of its name.</summary>
    public PtxRegister Load(string parameter, PtxType type = PtxType.B32)
    {
        var register = Named(parameter, type);
        Ptx.LoadParameter(register, parameter);
        return register;
    }

    private PtxRegister Named(string name, PtxType type)
    {
        if (!_registers.TryGetValue(name, out var register))
            _registers.Add(name, register = Ptx.KernelRegister(name, type));
        return register;
    }
}
