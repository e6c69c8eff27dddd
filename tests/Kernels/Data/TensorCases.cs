using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Data;

/// <summary>Masks and biases that are tensors: every rank, broadcast dimension and memory layout.</summary>
public static class TensorCases
{
    public static IReadOnlyList<DataCase> All { get; } =
    [
        Mask("mask (Nq, Nk)", shape => [shape.QueryLength, shape.KeyLength], MaskLayout.Dense),
        Mask("mask (Nq, Nk) with gaps", shape => [shape.QueryLength, shape.KeyLength], MaskLayout.Gaps),
        Mask("mask (H, Nq, Nk) transposed", shape => [shape.QueryHeads, shape.QueryLength, shape.KeyLength], MaskLayout.Transposed),
        Mask("mask (B, H, Nq, Nk)", shape => [shape.Batch, shape.QueryHeads, shape.QueryLength, shape.KeyLength], MaskLayout.Dense),
        Mask("mask (B, 1, 1, Nk)", shape => [shape.Batch, 1, 1, shape.KeyLength], MaskLayout.Dense),
        Mask("mask (B, 1, Nq, 1)", shape => [shape.Batch, 1, shape.QueryLength, 1], MaskLayout.Dense),
        Mask("mask (1, Nk) reversed", shape => [1, shape.KeyLength], MaskLayout.Reversed),
        Mask("mask (B, 1, Nq, Nk) reversed", shape => [shape.Batch, 1, shape.QueryLength, shape.KeyLength], MaskLayout.Reversed),
        Bias("bias (Nq, Nk)", shape => [shape.QueryLength, shape.KeyLength], MaskLayout.Dense),
        Bias("bias (H, Nq, Nk) with gaps", shape => [shape.QueryHeads, shape.QueryLength, shape.KeyLength], MaskLayout.Gaps),
        Bias("bias (B, H, Nq, Nk) transposed", shape => [shape.Batch, shape.QueryHeads, shape.QueryLength, shape.KeyLength], MaskLayout.Transposed),
        Bias("bias (B, 1, 1, Nk)", shape => [shape.Batch, 1, 1, shape.KeyLength], MaskLayout.Dense),
        Bias("bias (H, 1, 1)", shape => [shape.QueryHeads, 1, 1], MaskLayout.Dense),
        new(
            "mask and bias, both of each head, under a soft cap", "(and (<= k q) (tensor bool mask batch head (- q queryOffset) k))",
            "(+ score (tensor float bias batch head (- q queryOffset) k))", TensorPatterns.MaskData, TensorPatterns.BiasData)
        {
            Softcap = 5,
            Values = shape => [Truths([shape.QueryHeads, 1, shape.KeyLength], MaskLayout.Dense), Numbers([1, shape.QueryHeads, shape.QueryLength, 1], MaskLayout.Gaps)],
            Allowed = (data, at) => at.Key <= at.Query && Element<bool>(data[0], at),
            Logit = (data, at, score) => score + Element<float>(data[1], at),
        },
        new("blocks of 16 x 8", ExprText.Write(TensorPatterns.BlockSparse(16, 8)), null, TensorPatterns.BlocksData)
        {
            Values = shape => [Truths([shape.Batch, shape.QueryHeads, (shape.QueryLength + 15) / 16, (shape.KeyLength + 7) / 8], MaskLayout.Dense)],
            Allowed = (data, at) => ((TestMask<bool>)data[0]).At(at.Batch, at.Head, at.Row / 16, at.Key / 8),
        },
        new("blocks of 24 x 64 for all heads", ExprText.Write(TensorPatterns.BlockSparse(24, 64)), null, TensorPatterns.BlocksData)
        {
            Values = shape => [Truths([(shape.QueryLength + 23) / 24, (shape.KeyLength + 63) / 64], MaskLayout.Transposed)],
            Allowed = (data, at) => ((TestMask<bool>)data[0]).At(at.Batch, at.Head, at.Row / 24, at.Key / 64),
        },
        new("blocks of 64 x 64 of each head", $"(and (<= k q) {ExprText.Write(TensorPatterns.BlockSparse(64, 64))})", null, TensorPatterns.BlocksData)
        {
            Values = shape => [new TestMask<bool>(
                [shape.QueryHeads, (shape.QueryLength + 63) / 64, (shape.KeyLength + 63) / 64], MaskLayout.Dense,
                (_, head, row, key) => (row + key + head) % 3 == 0)],
            Allowed = (data, at) => at.Key <= at.Query && ((TestMask<bool>)data[0]).At(at.Batch, at.Head, at.Row / 64, at.Key / 64),
        },
        new("keys that see a row", "(and (tensor bool mask 0 head k (- q queryOffset)) (tensor bool mask 0 head 0 0))", null, TensorPatterns.MaskData)
        {
            Values = shape => [Truths([shape.QueryHeads, shape.KeyLength, shape.QueryLength], MaskLayout.Dense)],
            Allowed = (data, at) => ((TestMask<bool>)data[0]).At(0, at.Head, at.Key, at.Row) && ((TestMask<bool>)data[0]).At(0, at.Head, 0, 0),
        },
        new("no mask but minus infinity", "true", "(+ score (tensor float bias batch head (- q queryOffset) k))", TensorPatterns.BiasData)
        {
            Values = shape => [new TestMask<float>([shape.QueryLength, shape.KeyLength], MaskLayout.Dense, (_, _, row, key)
                => row % 5 == 2 || key % 7 == row % 7 ? float.NegativeInfinity : MathF.Sin(row + key))],
            Allowed = (data, at) => !float.IsNegativeInfinity(Element<float>(data[0], at)),
            Logit = (data, at, score) => score + Element<float>(data[0], at),
        },
    ];

    private static DataCase Mask(string name, Func<AttentionShape, int[]> lengths, MaskLayout layout)
        => new(name, ExprText.Write(TensorPatterns.Mask()), null, TensorPatterns.MaskData)
        {
            Values = shape => [Truths(lengths(shape), layout)],
            Allowed = (data, at) => Element<bool>(data[0], at),
        };

    private static DataCase Bias(string name, Func<AttentionShape, int[]> lengths, MaskLayout layout)
        => new(name, "(<= k q)", ExprText.Write(TensorPatterns.Bias()), TensorPatterns.BiasData)
        {
            Values = shape => [Numbers(lengths(shape), layout)],
            Logit = (data, at, score) => score + Element<float>(data[0], at),
        };

    private static T Element<T>(object data, in Pair at)
        where T : unmanaged
        => ((TestMask<T>)data).At(at.Batch, at.Head, at.Row, at.Key);

    // Rectangles that are true or false all over, single elements, and a row that sees nothing.
    private static TestMask<bool> Truths(int[] lengths, MaskLayout layout) => new(lengths, layout, (batch, head, row, key)
        => row != 3 && ((row / 32 + key / 64 + head + batch) % 3 == 0 || (row * 7 + key * 13 + head) % 29 == 0));

    private static TestMask<float> Numbers(int[] lengths, MaskLayout layout) => new(lengths, layout, (batch, head, row, key)
        => MathF.Sin(row * 3 + key * 5 + head * 7 + batch * 11) * 4);
}
