using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// The data of mask, score and sink. Addresses, lengths and strides are loaded where they are used: parameters lie in constant memory, which
/// instructions read as they read registers, so nothing is kept.
/// </summary>
/// <param name="n">The kernel.</param>
/// <param name="loaded">Elements of tensors that are in registers already; null for none.</param>
internal sealed class CudaData(CudaFragments n, IReadOnlyDictionary<TensorLoad, PtxRegister>? loaded = null) : IPtxData
{
    /// <summary>Bytes of an element.</summary>
    public static int Bytes(ExprParameter parameter) => Stored(parameter.Type).Bytes;

    /// <inheritdoc/>
    public PtxOperand Value(ExprParameter parameter)
    {
        var value = n.Ptx.Temporary(parameter.Type == ExprDataType.Single ? PtxType.F32 : PtxType.B32);
        n.Ptx.LoadParameter(value, CudaParameters.Data(parameter));
        return value;
    }

    /// <inheritdoc/>
    public PtxRegister Element(DataLoad load, PtxRegister index)
    {
        var ptx = n.Ptx;
        PtxRegister isInside = ptx.Temporary(PtxType.Pred), at = Address(load.Parameter), length = ptx.Temporary(PtxType.B32);
        ptx.LoadParameter(length, CudaParameters.DataLength(load.Parameter));
        ptx.IsBelow(isInside, index, length);
        ptx.MultiplyAddWide(at, index, Bytes(load.Parameter), at);
        return LoadWhere(isInside, load.Parameter, at);
    }

    /// <inheritdoc/>
    public PtxRegister Element(TensorLoad load, Func<Expr, PtxRegister> index)
    {
        if (loaded is not null && loaded.TryGetValue(load, out var register))
            return register;
        var isInside = n.Ptx.Temporary(PtxType.Pred);
        return LoadWhere(isInside, load.Parameter, EmitPlace(load, TensorLoad.Rank, index, isInside));
    }

    /// <summary>The address that the first indices of a tensor lead to, and whether the tensor has it.</summary>
    /// <param name="load">The read.</param>
    /// <param name="count">How many of its indices.</param>
    /// <param name="index">Writes one of them.</param>
    /// <param name="isInside">Becomes whether each is inside its dimension.</param>
    public PtxRegister EmitPlace(TensorLoad load, int count, Func<Expr, PtxRegister> index, PtxRegister isInside)
    {
        var ptx = n.Ptx;
        PtxRegister at = Address(load.Parameter), offset = ptx.Temporary(PtxType.B64);
        ptx.Set(isInside, true);
        ptx.Move(offset, 0);
        for (var i = 0; i < count; i++)
        {
            if (load.Indices[i] is not IntLiteral { Value: 0 })
                EmitIndex(load.Parameter, i, index(load.Indices[i]), isInside, offset);
        }
        ptx.MultiplyAdd(at, offset, Bytes(load.Parameter), at);
        return at;
    }

    /// <summary>Adds to an offset what an index along a dimension is, in elements.</summary>
    public void EmitIndex(ExprParameter parameter, int dimension, PtxRegister index, PtxRegister isInside, PtxRegister offset)
    {
        var ptx = n.Ptx;
        PtxRegister last = ptx.Temporary(PtxType.B32), isWithin = ptx.Temporary(PtxType.Pred);
        PtxRegister stride = ptx.Temporary(PtxType.B64), wide = ptx.Temporary(PtxType.B64);
        ptx.LoadParameter(last, CudaParameters.TensorLast(parameter, dimension));
        ptx.IsAtMost(isWithin, index, last);
        ptx.And(isInside, isInside, isWithin);
        ptx.LoadParameter(stride, CudaParameters.TensorStride(parameter, dimension));
        ptx.WidenUnsigned(wide, index);
        ptx.MultiplyAdd(offset, wide, stride, offset);
    }

    /// <summary>The element at an address where a condition holds, else 0.</summary>
    public PtxRegister LoadWhere(PtxRegister condition, ExprParameter parameter, PtxRegister at)
    {
        var to = n.Ptx.Temporary(parameter.ValueType == ExprType.Float ? PtxType.F32 : PtxType.B32);
        n.Ptx.Move(to, parameter.ValueType == ExprType.Float ? 0f : 0);
        n.Ptx.When(condition).LoadGlobal(Stored(parameter.Type).Type, to, at);
        return to;
    }

    /// <summary>The address of a parameter's first element.</summary>
    public PtxRegister Address(ExprParameter parameter)
    {
        var at = n.Ptx.Temporary(PtxType.B64);
        n.Ptx.LoadParameter(at, CudaParameters.Data(parameter));
        n.Ptx.ToGlobal(at, at);
        return at;
    }

    private static (string Type, int Bytes) Stored(ExprDataType type) => type switch
    {
        ExprDataType.Bool or ExprDataType.Byte => ("u8", 1),
        ExprDataType.SByte => ("s8", 1),
        ExprDataType.Int16 => ("s16", 2),
        ExprDataType.UInt16 => ("u16", 2),
        ExprDataType.Single => ("f32", 4),
        _ => ("b32", 4),
    };
}
