using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>The data that expressions read. Outside an array or a tensor there is 0 or false; truth values are 0 and not 0.</summary>
internal interface IPtxData
{
    /// <summary>The value of a parameter that is one.</summary>
    PtxOperand Value(ExprParameter parameter);

    /// <summary>An element of an array.</summary>
    PtxRegister Element(DataLoad load, PtxRegister index);

    /// <summary>An element of a tensor.</summary>
    /// <param name="load">Which one.</param>
    /// <param name="index">Writes one of its indices.</param>
    PtxRegister Element(TensorLoad load, Func<Expr, PtxRegister> index);
}
