using System.Numerics.Tensors;
using KernelGen.Oracle;
using KernelGen.Planning;

namespace KernelGen.Onnx;

/// <summary>
/// The output <c>qk_matmul_output</c>, in float64 by the oracle's definition and then rounded. The kernels never hold such a matrix, and its
/// size alone makes whatever computes it slow.
/// </summary>
internal static class OnnxMatrix
{
    /// <summary>Writes the matrix of every head, (B, Hq, Nq, all keys).</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="node">What is wanted.</param>
    /// <param name="call">The call, whose shape has the keys that a short mask leaves.</param>
    /// <param name="columns">All keys.</param>
    /// <param name="matrix">Where to.</param>
    /// <param name="threads">Threads to use; 0 means one per processor.</param>
    public static void Write<T>(CompiledSpec<T> spec, OnnxNode node, in AttentionCall call, int columns, TensorView matrix, int threads)
        where T : unmanaged
    {
        var all = call;
        var heads = call.Shape.QueryHeads;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : -1 };
        Parallel.For(0, call.Shape.Batch * heads, parallel, pair => WriteHead(spec, node, all, columns, matrix, pair / heads, pair % heads));
    }

    private static unsafe void WriteHead<T>(
        CompiledSpec<T> spec, OnnxNode node, in AttentionCall call, int columns, in TensorView matrix, int batch, int head)
        where T : unmanaged
    {
        var shape = call.Shape;
        var keyHead = head / shape.GroupSize;
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, call.QueryOffset, batch, head, keyHead, shape.QueryHeads) { Data = call.Data };
        var query = OracleLoops.Widen(call.Query.Head<T>(batch, head), call.Query.RowStride, shape.QueryLength, spec.Facts.HeadDim);
        var key = OracleLoops.Widen(call.Key.Head<T>(batch, keyHead), call.Key.RowStride, columns, spec.Facts.HeadDim);
        var row = new double[columns];
        for (var i = 0; i < shape.QueryLength; i++)
        {
            for (var k = 0; k < columns; k++)
            {
                var product = spec.Oracle.Scale * TensorPrimitives.Dot<double>(query[i], key[k]);
                row[k] = node.QkMatmulOutput switch
                {
                    OnnxQkMatmulOutput.Product => product,
                    OnnxQkMatmulOutput.Capped => Capped(product, node.Softcap),
                    _ => Masked(spec.Oracle, product, call.QueryOffset + i, k, scope),
                };
            }
            if (node.QkMatmulOutput == OnnxQkMatmulOutput.Weights)
                Softmax(row);
            Narrow(row, matrix.Head<T>(batch, head) + i * matrix.RowStride);
        }
    }

    private static double Capped(double product, double softcap) => softcap > 0 ? softcap * Math.Tanh(product / softcap) : product;

    private static double Masked(AttentionOracle oracle, double product, int q, int k, in MaskScope scope)
        => k < scope.KeyLength && oracle.Allowed(q, k, scope) ? oracle.Logit(product, q, k, scope) : double.NegativeInfinity;

    // A row of minus infinities sees no key.
    private static void Softmax(Span<double> row)
    {
        var max = row.IsEmpty ? double.NegativeInfinity : TensorPrimitives.Max<double>(row);
        if (double.IsNegativeInfinity(max))
        {
            row.Clear();
            return;
        }
        TensorPrimitives.Subtract(row, max, row);
        TensorPrimitives.Exp<double>(row, row);
        TensorPrimitives.Divide(row, TensorPrimitives.Sum<double>(row), row);
    }

    // The comparisons of types are constants to the JIT, so each T keeps one branch.
    private static unsafe void Narrow<T>(ReadOnlySpan<double> row, T* destination)
        where T : unmanaged
    {
        for (var k = 0; k < row.Length; k++)
        {
            if (typeof(T) == typeof(float))
                ((float*)destination)[k] = (float)row[k];
            else if (typeof(T) == typeof(Half))
                ((Half*)destination)[k] = (Half)row[k];
            else
                ((BFloat16*)destination)[k] = (BFloat16)row[k];
        }
    }
}
