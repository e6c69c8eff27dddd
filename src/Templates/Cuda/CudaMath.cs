using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Functions of one float, made of the two that a GPU has: 2^x and the logarithm to the base 2.</summary>
internal static class CudaMath
{
    private const float LogarithmOf2 = 0.6931472f;

    /// <summary>e^x.</summary>
    public static void Exp(PtxWriter ptx, PtxRegister to, PtxOperand x)
    {
        ptx.Multiply(to, x, (float)LogitScale.Log2E);
        ptx.Exp2(to, to);
    }

    /// <summary>The natural logarithm.</summary>
    public static void Log(PtxWriter ptx, PtxRegister to, PtxOperand x)
    {
        ptx.Log2(to, x);
        ptx.Multiply(to, to, LogarithmOf2);
    }

    /// <summary>tanh(x): the polynomial, beyond it (1 - e^-2x) / (1 + e^-2x); the instruction tanh.approx has eleven bits.</summary>
    public static void Tanh(PtxWriter ptx, PtxRegister to, PtxOperand x)
    {
        PtxRegister size = ptx.Temporary(PtxType.F32), square = ptx.Temporary(PtxType.F32), near = ptx.Temporary(PtxType.F32);
        PtxRegister far = ptx.Temporary(PtxType.F32), below = ptx.Temporary(PtxType.F32), negative = ptx.Temporary(PtxType.F32);
        PtxRegister isNear = ptx.Temporary(PtxType.Pred), isNegative = ptx.Temporary(PtxType.Pred), given = ptx.Temporary(PtxType.F32);
        ptx.Move(given, x);
        ptx.Absolute(size, given);
        ptx.Multiply(square, given, given);
        ptx.Move(near, TanhPolynomial.Coefficients[0]);
        foreach (var coefficient in TanhPolynomial.Coefficients.Skip(1))
            ptx.MultiplyAdd(near, near, square, coefficient);
        ptx.Multiply(near, near, given);
        ptx.Multiply(far, size, (float)(-2 * LogitScale.Log2E));
        ptx.Exp2(far, far);
        ptx.Add(below, far, 1f);
        ptx.Subtract(far, 1f, far);
        ptx.DivideFloat(far, far, below);
        ptx.Negate(negative, far);
        ptx.Compare("lt", isNegative, given, 0f);
        ptx.Select(far, negative, far, isNegative);
        ptx.Compare("lt", isNear, size, TanhPolynomial.Limit);
        ptx.Select(to, near, far, isNear);
    }

    /// <summary>The natural logarithm of sum * 2^shift; -infinity where the sum is 0.</summary>
    public static void LogSumExp(PtxWriter ptx, PtxRegister to, PtxRegister shift, PtxRegister sum)
    {
        var isEmpty = ptx.Temporary(PtxType.Pred);
        ptx.Log2(to, sum);
        ptx.Add(to, to, shift);
        ptx.Multiply(to, to, LogarithmOf2);
        ptx.Compare("eq", isEmpty, sum, 0f);
        ptx.Select(to, float.NegativeInfinity, to, isEmpty);
    }
}
