using KernelGen.Devices.Cuda;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Reads of tensors by the key itself, <c>bias[batch, head, row, k]</c>: for each row of a thread a row of the tensor, of which the thread
/// takes the pairs of keys that it has scores of. Where rows lie side by side on multiples of a pair and have all keys, and the tile ends before the
/// keys do, a pair is one load at a constant distance from the last; else elements are read one by one.
/// </summary>
/// <param name="n">The kernel.</param>
/// <param name="expr">The expression with the reads.</param>
internal sealed class CudaTensorRows(CudaFragments n, Expr expr)
{
    /// <summary>Groups of keys whose elements are in registers at once: a row of the usual tile, whose loads are then under way together.</summary>
    public const int GroupsAtOnce = 8;

    private readonly CudaData _data = new(n);
    private readonly Dictionary<TensorLoad, (PtxRegister At, PtxRegister IsInside, PtxRegister IsPaired)> _rows = [];

    /// <summary>The reads, each once.</summary>
    public IReadOnlyList<TensorLoad> Loads { get; } = Of(expr);

    /// <summary>Whether an expression reads no data in any other way.</summary>
    public bool AreAllOf(Expr other) => other.All().All(part => part is not (DataLoad or TensorLoad) || (part is TensorLoad load && Loads.Contains(load)));

    /// <summary>Once per kernel: which tensors can be read in pairs.</summary>
    public static void EmitPlace(CudaFragments n)
    {
        var tensors = new[] { n.Spec.Mask, n.Spec.Score }.OfType<Expr>().SelectMany(Of).Select(load => load.Parameter).Distinct().ToArray();
        if (tensors.Length > 0)
            n.Ptx.Step("Which tensors can be read in pairs of keys.");
        foreach (var tensor in tensors)
            EmitPlace(n, tensor);
    }

    /// <summary>Once per tile: whether its keys are all there.</summary>
    public static void EmitTile(CudaFragments n)
    {
        if (!new[] { n.Spec.Mask, n.Spec.Score }.OfType<Expr>().SelectMany(Of).Any())
            return;
        using (n.Ptx.Block())
        {
            var end = n.Ptx.Register("tileEnd", PtxType.B32);
            n.Ptx.Add(end, n["firstKey"], n.TileKeys);
            n.Ptx.Compare("le", n.Predicate("isTileWhole"), end, n["keyLength"]);
        }
    }

    /// <summary>Finds the rows of the tensors for a row of the thread.</summary>
    public void EmitRow(int block, int half)
    {
        var ptx = n.Ptx;
        foreach (var load in Loads)
        {
            PtxRegister isInside = ptx.Temporary(PtxType.Pred), isPaired = ptx.Temporary(PtxType.Pred);
            var expression = n.Expression(block, half, null, null);
            var at = _data.EmitPlace(load, TensorLoad.Rank - 1, expression.InRegister, isInside);
            ptx.And(isPaired, n.Predicate(Pairs(load.Parameter)), n.Predicate("isTileWhole"));
            ptx.And(isPaired, isPaired, isInside);
            _rows[load] = (at, isInside, isPaired);
        }
    }

    /// <summary>Loads the elements of some groups of keys; those of a group and a part are asked for afterwards.</summary>
    public Func<int, int, IReadOnlyDictionary<TensorLoad, PtxRegister>> EmitLoads(int firstGroup)
    {
        var groups = Math.Min(GroupsAtOnce, n.KeyGroups - firstGroup);
        var elements = Loads.ToDictionary(load => load, load => EmitLoads(load, firstGroup, groups));
        return (group, part) => elements.ToDictionary(pair => pair.Key, pair => pair.Value[2 * (group - firstGroup) + part]);
    }

    private PtxRegister[] EmitLoads(TensorLoad load, int firstGroup, int groups)
    {
        var ptx = n.Ptx;
        var (at, isInside, isPaired) = _rows[load];
        PtxLabel one = ptx.Label("ELEMENTS"), loaded = ptx.Label("LOADED");
        PtxRegister[] elements = [.. Enumerable.Range(0, 2 * groups).Select(_ => ptx.Temporary(load.Type == ExprType.Float ? PtxType.F32 : PtxType.B32))];
        ptx.Unless(isPaired).Branch(one);
        using (ptx.Block())
        {
            var bytes = CudaData.Bytes(load.Parameter);
            var pairAt = ptx.Register("pairAt", PtxType.B64);
            ptx.MultiplyAddWide(pairAt, n["threadKey"], bytes, at);
            for (var i = 0; i < groups; i++)
                EmitPair(load, elements[2 * i], elements[2 * i + 1], pairAt, 8 * bytes * (firstGroup + i));
        }
        ptx.Branch(loaded);
        ptx.Place(one);
        for (var i = 0; i < elements.Length; i++)
        {
            using (ptx.Block())
                EmitElement(load, elements[i], at, isInside, 8 * (firstGroup + i / 2) + i % 2);
        }
        ptx.Place(loaded);
        return elements;
    }

    // Two truth values are one load of two bytes.
    private void EmitPair(TensorLoad load, PtxRegister first, PtxRegister second, PtxRegister at, int offset)
    {
        var ptx = n.Ptx;
        if (load.Type == ExprType.Float)
        {
            ptx.LoadGlobalPair(first, second, at, offset);
            return;
        }
        ptx.LoadGlobal("u16", second, at, offset);
        ptx.And(first, second, 0xff);
        ptx.ShiftRight(second, second, 8);
    }

    private void EmitElement(TensorLoad load, PtxRegister to, PtxRegister at, PtxRegister isInside, int distance)
    {
        var ptx = n.Ptx;
        PtxRegister key = ptx.Register("key", PtxType.B32), has = ptx.Register("has", PtxType.Pred), place = ptx.Register("place", PtxType.B64);
        ptx.Add(key, n["threadKey"], distance);
        ptx.Set(has, true);
        ptx.Move(place, 0);
        _data.EmitIndex(load.Parameter, TensorLoad.Rank - 1, key, has, place);
        ptx.And(has, has, isInside);
        ptx.MultiplyAdd(place, place, CudaData.Bytes(load.Parameter), at);
        ptx.Move(to, _data.LoadWhere(has, load.Parameter, place));
    }

    private static void EmitPlace(CudaFragments n, ExprParameter tensor)
    {
        var ptx = n.Ptx;
        var bytes = CudaData.Bytes(tensor);
        using (ptx.Block())
        {
            PtxRegister bits = ptx.Register("bits", PtxType.B64), strides = ptx.Register("strides", PtxType.B64), stride = ptx.Register("stride", PtxType.B64);
            PtxRegister isDense = ptx.Register("isDense", PtxType.Pred), hasKeys = ptx.Register("hasKeys", PtxType.Pred);
            PtxRegister lastKey = ptx.Register("lastKey", PtxType.B32), last = ptx.Register("last", PtxType.B32);
            ptx.Move(strides, 0);
            for (var i = 0; i < TensorLoad.Rank - 1; i++)
            {
                ptx.LoadParameter(stride, CudaParameters.TensorStride(tensor, i));
                ptx.Or(strides, strides, stride);
            }
            ptx.And(strides, strides, 1);
            ptx.LoadParameter(bits, CudaParameters.Data(tensor));
            ptx.And(bits, bits, 2 * bytes - 1);
            ptx.Or(bits, bits, strides);
            ptx.Compare("eq", n.Predicate(Pairs(tensor)), bits, 0);
            ptx.LoadParameter(stride, CudaParameters.TensorStride(tensor, TensorLoad.Rank - 1));
            ptx.Compare("eq", isDense, stride, 1);
            ptx.And(n.Predicate(Pairs(tensor)), n.Predicate(Pairs(tensor)), isDense);
            ptx.Comment("Its rows have an element for every key: nobody else asks where pairs are loaded.");
            ptx.Add(lastKey, n["keyLength"], -1);
            ptx.LoadParameter(last, CudaParameters.TensorLast(tensor, TensorLoad.Rank - 1));
            ptx.IsAtMost(hasKeys, lastKey, last);
            ptx.And(n.Predicate(Pairs(tensor)), n.Predicate(Pairs(tensor)), hasKeys);
        }
    }

    private static string Pairs(ExprParameter tensor) => "pairs_" + PtxName.Of(tensor.Name);

    private static IReadOnlyList<TensorLoad> Of(Expr expr) => [.. ExprSimplifier.Simplify(expr).All().OfType<TensorLoad>().Where(IsRow).Distinct()];

    private static bool IsRow(TensorLoad load)
        => load.Indices[TensorLoad.Rank - 1] == Expr.K
            && load.Indices.Take(TensorLoad.Rank - 1).All(index => !index.Reads(ExprVariable.Key) && !index.Reads(ExprVariable.Score));
}
