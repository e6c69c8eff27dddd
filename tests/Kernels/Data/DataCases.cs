using KernelGen.Templates.Expressions;

namespace KernelGen.Kernels.Data;

/// <summary>Masks and scores with data, functions and heads.</summary>
public static class DataCases
{
    private const int Reach = 20;

    public static IReadOnlyList<DataCase> All { get; } =
    [
        new("documents", "(and (<= k q) (== (load int document q) (load int document k)))", null, Array("document", ExprDataType.Int32))
        {
            Values = shape => [Segments(shape.KeyLength, 1 + shape.KeyLength % 10)],
            Allowed = (data, at) => at.Key <= at.Query && Ints(data, 0)[at.Query] == Ints(data, 0)[at.Key],
        },
        new("documents of shorts, both ways", "(== (load short document q) (load short document k))", null, Array("document", ExprDataType.Int16))
        {
            Values = shape => [System.Array.ConvertAll(Segments(shape.KeyLength, 5), value => (short)(value - 2))],
            Allowed = (data, at) => ((short[])data[0])[at.Query] == ((short[])data[0])[at.Key],
        },
        new("kept keys", "(and (<= k q) (or (load bool kept k) (> (load byte weight (/ k 2)) 100)))", null,
            Array("kept", ExprDataType.Bool), Array("weight", ExprDataType.Byte))
        {
            Values = shape => [Values(shape.KeyLength, i => i % 7 < 3), Values(shape.KeyLength, i => (byte)(i * 37))],
            Allowed = (data, at) => at.Key <= at.Query && (((bool[])data[0])[at.Key] || ((byte[])data[1])[at.Key / 2] > 100),
        },
        new("alibi", "(<= k q)", "(- score (* (load float slope head) (float (- q k))))", Array("slope", ExprDataType.Single))
        {
            Values = shape => [Slopes(shape.QueryHeads)],
            Logit = (data, at, score) => score - (double)Floats(data, 0)[at.Head] * (at.Query - at.Key),
        },
        new("tanh", "true", "(* 10f (tanh (/ score 10f)))")
        {
            Values = _ => [],
            Allowed = (_, _) => true,
            Logit = (_, _, score) => 10 * Math.Tanh(score / 10),
        },
        new("soft cap, then temperature", "(<= k q)", "(+ (* score (scalar float temperature)) (if (scalar bool on) (exp (* -0.01f (float k))) 0f))",
            new ExprParameter("temperature", ExprDataType.Single, false), new ExprParameter("on", ExprDataType.Bool, false))
        {
            Softcap = 5,
            Values = _ => [0.75f, true],
            Logit = (data, at, score) => score * (float)data[0] + ((bool)data[1] ? Math.Exp(-(double)0.01f * at.Key) : 0),
        },
        new("relative bias", "(<= (abs (- q k)) 40)", $"(+ score (load float bias (+ (max (min (- q k) {Reach}) -{Reach}) {Reach})))", Array("bias", ExprDataType.Single))
        {
            Values = _ => [Values(2 * Reach + 1, i => MathF.Sin(i) * 3)],
            Allowed = (_, at) => Math.Abs(at.Query - at.Key) <= 40,
            Logit = (data, at, score) => score + Floats(data, 0)[Math.Clamp(at.Query - at.Key, -Reach, Reach) + Reach],
        },
        new("bias of keys in reading order", "(<= k q)", "(+ score (load float bias (+ k (* batch keyLength))))", Array("bias", ExprDataType.Single))
        {
            Values = shape => [Values(shape.Batch * shape.KeyLength, i => MathF.Cos(i))],
            Logit = (data, at, score) => score + Floats(data, 0)[at.Key + at.Batch * (Floats(data, 0).Length / 2)],
        },
        new("window of each head", "(and (<= k q) (< (- q k) (load int window head)))", null, Array("window", ExprDataType.Int32))
        {
            Values = shape => [Values(shape.QueryHeads, i => 1 + 37 * i)],
            Allowed = (data, at) => at.Key <= at.Query && at.Query - at.Key < Ints(data, 0)[at.Head],
        },
        new("parity of heads", "(or (== (% head 2) 0) (< k (scalar int prefix)))", "(if (== (% head 3) 1) (neg score) score)",
            new ExprParameter("prefix", ExprDataType.Int32, false))
        {
            Values = _ => [17],
            Allowed = (data, at) => at.Head % 2 == 0 || at.Key < (int)data[0],
            Logit = (_, at, score) => at.Head % 3 == 1 ? -score : score,
        },
    ];

    private static ExprParameter Array(string name, ExprDataType type) => new(name, type, IsArray: true);

    private static int[] Ints(object[] data, int index) => (int[])data[index];

    private static float[] Floats(object[] data, int index) => (float[])data[index];

    private static T[] Values<T>(int count, Func<int, T> value) => [.. Enumerable.Range(0, count).Select(value)];

    private static int[] Segments(int length, int count) => Values(length, i => (int)((long)i * count / Math.Max(1, length)));

    private static float[] Slopes(int heads) => Values(heads, i => MathF.Pow(2, -8f * (i + 1) / heads));
}
