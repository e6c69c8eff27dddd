using System.Numerics.Tensors;
using KernelGen.Devices.Cpu;
using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Selection;

namespace KernelGen;

/// <summary>A compiled spec whose inputs hold <typeparamref name="T"/> and whose output holds <typeparamref name="TOut"/>.</summary>
/// <typeparam name="T">
/// Elements of Q, K and V: <see cref="float"/>, <see cref="Half"/>, <see cref="BFloat16"/> or <see cref="Float8E4M3"/>, as the spec's precision says.
/// </typeparam>
/// <typeparam name="TOut">Elements of O: the same, or <see cref="BFloat16"/> where those are <see cref="Float8E4M3"/>.</typeparam>
/// <param name="facts">What the spec says.</param>
/// <param name="classifier">Its mask over rectangles.</param>
/// <param name="oracle">Its mask and logits in float64.</param>
/// <param name="kernels">Its CPU kernels, the preferred ones first.</param>
/// <param name="choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
/// <param name="data">The data parameters of its mask and score; null when there are none.</param>
public unsafe class CompiledSpec<T, TOut>(
    SpecFacts facts,
    TileClassifier classifier,
    AttentionOracle oracle,
    IReadOnlyList<CpuKernel> kernels,
    IReadOnlyList<TunedChoice> choices,
    SpecData? data = null)
    : CompiledSpec(facts, classifier, oracle, kernels, choices, data)
    where T : unmanaged
    where TOut : unmanaged
{
    /// <summary>Computes attention over rank-4 tensors of any strides whose last stride is 1.</summary>
    /// <param name="q">Queries, (B, Hq, Nq, D).</param>
    /// <param name="k">Keys, (B, Hkv, Nk, D); Hq is a multiple of Hkv.</param>
    /// <param name="v">Values, (B, Hkv, Nk, Dv).</param>
    /// <param name="o">Receives the output, (B, Hq, Nq, Dv).</param>
    /// <param name="queryOffset">The position of query row 0; null means what the spec's alignment says.</param>
    /// <param name="options">How to run the call.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">A rank, length or stride does not fit; nothing has been written.</exception>
    public void Forward(
        in ReadOnlyTensorSpan<T> q, in ReadOnlyTensorSpan<T> k, in ReadOnlyTensorSpan<T> v, in TensorSpan<TOut> o,
        int? queryOffset = null, AttentionOptions? options = null, CallData data = default)
    {
        var shape = ArgumentChecks.Tensors(Facts, q, k, v, o, queryOffset);
        fixed (T* pq = &q.GetPinnableReference(), pk = &k.GetPinnableReference(), pv = &v.GetPinnableReference())
        fixed (TOut* po = &o.GetPinnableReference())
            Run(Call(shape, View(pq, q), View(pk, k), View(pv, v), View(po, o), default, data), options);
    }

    /// <summary>Computes attention and the log-sum-exp of every query row.</summary>
    /// <param name="q">Queries, (B, Hq, Nq, D).</param>
    /// <param name="k">Keys, (B, Hkv, Nk, D); Hq is a multiple of Hkv.</param>
    /// <param name="v">Values, (B, Hkv, Nk, Dv).</param>
    /// <param name="o">Receives the output, (B, Hq, Nq, Dv).</param>
    /// <param name="lse">Receives the log-sum-exp of every query row, (B, Hq, Nq), natural logarithm.</param>
    /// <param name="queryOffset">The position of query row 0; null means what the spec's alignment says.</param>
    /// <param name="options">How to run the call.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others; nothing has been written.</exception>
    public void Forward(
        in ReadOnlyTensorSpan<T> q, in ReadOnlyTensorSpan<T> k, in ReadOnlyTensorSpan<T> v, in TensorSpan<TOut> o, in TensorSpan<float> lse,
        int? queryOffset = null, AttentionOptions? options = null, CallData data = default)
    {
        ArgumentChecks.WritesLse(Facts, nameof(lse));
        var shape = ArgumentChecks.Tensors(Facts, q, k, v, o, queryOffset);
        ArgumentChecks.Lse(lse.Lengths, lse.Strides, shape, nameof(lse));
        fixed (T* pq = &q.GetPinnableReference(), pk = &k.GetPinnableReference(), pv = &v.GetPinnableReference())
        fixed (TOut* po = &o.GetPinnableReference())
        fixed (float* pl = &lse.GetPinnableReference())
            Run(Call(shape, View(pq, q), View(pk, k), View(pv, v), View(po, o), RowView(pl, lse.Strides), data), options);
    }

    /// <summary>Computes attention over contiguous (B, H, N, D) memory.</summary>
    /// <param name="q">Queries, B x Hq x Nq x D elements.</param>
    /// <param name="k">Keys, B x Hkv x Nk x D elements.</param>
    /// <param name="v">Values, B x Hkv x Nk x Dv elements.</param>
    /// <param name="o">Receives the output, B x Hq x Nq x Dv elements.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">How to run the call.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">A span's length does not fit the shape; nothing has been written.</exception>
    public void Forward(
        ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<TOut> o, AttentionShape shape, AttentionOptions? options = null, CallData data = default)
    {
        ArgumentChecks.Spans(Facts, shape, q.Length, k.Length, v.Length, o.Length);
        fixed (T* pq = q, pk = k, pv = v)
        fixed (TOut* po = o)
        {
            RequireApart(pq, q.Length, pk, k.Length, pv, v.Length, po, o.Length);
            Run(Contiguous(shape, pq, pk, pv, po, default, data), options);
        }
    }

    /// <summary>Computes attention and the log-sum-exp of every query row.</summary>
    /// <param name="q">Queries, (B, Hq, Nq, D).</param>
    /// <param name="k">Keys, (B, Hkv, Nk, D); Hq is a multiple of Hkv.</param>
    /// <param name="v">Values, (B, Hkv, Nk, Dv).</param>
    /// <param name="o">Receives the output, (B, Hq, Nq, Dv).</param>
    /// <param name="lse">Receives the log-sum-exp of every query row, B x Hq x Nq elements, natural logarithm.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">How to run the call.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others; nothing has been written.</exception>
    public void Forward(
        ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<TOut> o, Span<float> lse, AttentionShape shape,
        AttentionOptions? options = null, CallData data = default)
    {
        ArgumentChecks.WritesLse(Facts, nameof(lse));
        ArgumentChecks.Spans(Facts, shape, q.Length, k.Length, v.Length, o.Length);
        ArgumentChecks.SpanLength(lse.Length, ArgumentChecks.QueryRows(shape), nameof(lse), "B x Hq x Nq");
        fixed (T* pq = q, pk = k, pv = v)
        fixed (TOut* po = o)
        fixed (float* pl = lse)
        {
            RequireApart(pq, q.Length, pk, k.Length, pv, v.Length, po, o.Length);
            Run(Contiguous(shape, pq, pk, pv, po, ContiguousRows(pl, shape), data), options);
        }
    }

    /// <summary>The float64 oracle over tensors, the judge of every kernel. Slow.</summary>
    /// <inheritdoc cref="Forward(in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in ReadOnlyTensorSpan{T}, in TensorSpan{TOut}, int?, AttentionOptions?, CallData)"/>
    public void Reference(
        in ReadOnlyTensorSpan<T> q, in ReadOnlyTensorSpan<T> k, in ReadOnlyTensorSpan<T> v, in TensorSpan<double> o, int? queryOffset = null,
        CallData data = default)
        => Reference(q, k, v, o, default, queryOffset, data);

    /// <summary>The float64 oracle over tensors, with the log-sum-exp of every query row. Slow.</summary>
    /// <param name="q">Queries, (B, Hq, Nq, D).</param>
    /// <param name="k">Keys, (B, Hkv, Nk, D); Hq is a multiple of Hkv.</param>
    /// <param name="v">Values, (B, Hkv, Nk, Dv).</param>
    /// <param name="o">Receives the output, (B, Hq, Nq, Dv).</param>
    /// <param name="lse">Receives the log-sum-exp of every query row, (B, Hq, Nq), natural logarithm; an empty span when not wanted.</param>
    /// <param name="queryOffset">The position of query row 0; null means what the spec's alignment says.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others; nothing has been written.</exception>
    public void Reference(
        in ReadOnlyTensorSpan<T> q, in ReadOnlyTensorSpan<T> k, in ReadOnlyTensorSpan<T> v, in TensorSpan<double> o,
        in TensorSpan<double> lse, int? queryOffset = null, CallData data = default)
    {
        var shape = ArgumentChecks.Tensors(Facts, q, k, v, o, queryOffset);
        if (lse.Rank != 0)
            ArgumentChecks.Lse(lse.Lengths, lse.Strides, shape, nameof(lse));
        fixed (T* pq = &q.GetPinnableReference(), pk = &k.GetPinnableReference(), pv = &v.GetPinnableReference())
        fixed (double* po = &o.GetPinnableReference(), pl = &lse.GetPinnableReference())
            Reference(Call(shape, View(pq, q), View(pk, k), View(pv, v), View(po, o), lse.Rank == 0 ? default : RowView(pl, lse.Strides), data));
    }

    /// <summary>The float64 oracle over contiguous memory.</summary>
    /// <param name="q">Queries, (B, Hq, Nq, D).</param>
    /// <param name="k">Keys, (B, Hkv, Nk, D); Hq is a multiple of Hkv.</param>
    /// <param name="v">Values, (B, Hkv, Nk, Dv).</param>
    /// <param name="o">Receives the output, (B, Hq, Nq, Dv).</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="lse">Receives the log-sum-exp of every query row, B x Hq x Nq elements; an empty span when not wanted.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others; nothing has been written.</exception>
    public void Reference(
        ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<double> o, AttentionShape shape, Span<double> lse = default,
        CallData data = default)
    {
        ArgumentChecks.Spans(Facts, shape, q.Length, k.Length, v.Length, o.Length);
        if (!lse.IsEmpty)
            ArgumentChecks.SpanLength(lse.Length, ArgumentChecks.QueryRows(shape), nameof(lse), "B x Hq x Nq");
        fixed (T* pq = q, pk = k, pv = v)
        fixed (double* po = o, pl = lse)
            Reference(Contiguous(shape, pq, pk, pv, po, pl is null ? default : ContiguousRows(pl, shape), data));
    }

    /// <inheritdoc/>
    public sealed override void Execute(in AttentionCall call, CpuKernel kernel, int threads)
        => CpuLauncher.Run<T, TOut>(this, call, kernel, threads);

    /// <inheritdoc/>
    public sealed override void Reference(in AttentionCall call)
    {
        OracleLoops.Run<T>(Oracle, Facts.HeadDim, Facts.ValueHeadDim, WithData(call));
    }

    private static void RequireApart(T* q, int queryLength, T* k, int keyLength, T* v, int valueLength, TOut* o, int outputLength)
    {
        var outputBytes = (long)outputLength * sizeof(TOut);
        ArgumentChecks.Apart(q, (long)queryLength * sizeof(T), nameof(q), o, outputBytes, isQuery: true);
        ArgumentChecks.Apart(k, (long)keyLength * sizeof(T), nameof(k), o, outputBytes);
        ArgumentChecks.Apart(v, (long)valueLength * sizeof(T), nameof(v), o, outputBytes);
    }

    private AttentionCall Call(
        in AttentionShape shape, in TensorView q, in TensorView k, in TensorView v, in TensorView o, in TensorView lse,
        in CallData data) => new()
    {
        Shape = shape,
        QueryOffset = Facts.ResolveOffset(shape),
        Query = q,
        Key = k,
        Value = v,
        Output = o,
        Lse = lse,
        Data = data,
    };

    private AttentionCall Contiguous(in AttentionShape shape, T* q, T* k, T* v, void* o, in TensorView lse, in CallData data)
    {
        return Call(
            shape,
            Block(q, shape.QueryHeads, shape.QueryLength, Facts.HeadDim),
            Block(k, shape.KeyHeads, shape.KeyLength, Facts.HeadDim),
            Block(v, shape.KeyHeads, shape.KeyLength, Facts.ValueHeadDim),
            Block(o, shape.QueryHeads, shape.QueryLength, Facts.ValueHeadDim),
            lse,
            data);

        static TensorView Block(void* data, long heads, long rows, long columns) => new(data, heads * rows * columns, rows * columns, columns);
    }

    private static TensorView ContiguousRows(void* data, in AttentionShape shape)
        => new(data, (long)shape.QueryHeads * shape.QueryLength, shape.QueryLength, 1);

    private static TensorView View(T* data, in ReadOnlyTensorSpan<T> tensor) => RowView(data, tensor.Strides);

    private static TensorView View(TOut* data, in TensorSpan<TOut> tensor) => RowView(data, tensor.Strides);

    private static TensorView View(double* data, in TensorSpan<double> tensor) => RowView(data, tensor.Strides);

    private static TensorView RowView(void* data, ReadOnlySpan<nint> strides) => new(data, strides[0], strides[1], strides[2]);
}
