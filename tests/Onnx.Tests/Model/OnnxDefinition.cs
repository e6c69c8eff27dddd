using System.Numerics;

namespace KernelGen.Onnx.Tests.Model;

/// <summary>
/// The operator by its definition, pair by pair, with the arithmetic of one type: in double the judge of every result, in float the plain
/// implementation whose error is the measure. Nothing of it comes from the generator.
/// </summary>
/// <typeparam name="T">What is computed with.</typeparam>
internal sealed class OnnxDefinition<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly OnnxCase _case;
    private readonly int _pastLength, _group;
    private readonly T _scale, _cap;

    // Rows by sequence, head and position, past ones first.
    private readonly T[][][][] _q, _k, _v;

    public OnnxDefinition(OnnxCase node)
    {
        _case = node;
        _pastLength = node.Input("past_key")?.Lengths[2] ?? 0;
        _group = node.Heads.Query / node.Heads.Key;
        _scale = T.CreateChecked(node.Attribute("scale", 1 / Math.Sqrt(node.HeadSize("Q"))));
        _cap = T.CreateChecked(node.Attribute("softcap", 0));
        _q = Rows("Q", node.Heads.Query, null);
        _k = Rows("K", node.Heads.Key, node.Input("past_key"));
        _v = Rows("V", node.Heads.Key, node.Input("past_value"));
    }

    /// <summary>Y, contiguous as (batch, heads, length, head size), or with length before heads as the inputs are.</summary>
    public double[] Output()
    {
        var rows = Rows((b, h, i) => Row(Weights(b, h, i), _v[b][h / _group]));
        return _case.Inputs["Q"].Rank == 4 ? Flat(rows) : Flat([.. rows.Select(Transposed)]);
    }

    /// <summary>The matrix, (batch, heads, length, all keys).</summary>
    public double[] Matrix() => Flat((int)_case.Attribute("qk_matmul_output_mode", 0) switch
    {
        0 => Rows((b, h, i) => Keys(b, h, j => Product(b, h, i, j))),
        1 => Rows((b, h, i) => Keys(b, h, j => Capped(b, h, i, j))),
        2 => Rows((b, h, i) => Keys(b, h, j => Masked(b, h, i, j))),
        _ => Rows(Weights),
    });

    /// <summary>present_key for "K" and present_value for "V": (batch, heads, all keys, head size).</summary>
    public double[] Present(string input) => Flat(input == "K" ? _k : _v);

    private T[] Row(T[] weights, T[][] values)
    {
        var row = new T[_case.HeadSize("V")];
        for (var j = 0; j < values.Length; j++)
        {
            // What is masked is not there, whatever it holds.
            for (var d = 0; d < row.Length && weights[j] != T.Zero; d++)
                row[d] += weights[j] * values[j][d];
        }
        return row;
    }

    private T[] Weights(int b, int h, int i)
    {
        var logits = Keys(b, h, j => Masked(b, h, i, j));
        var max = logits.DefaultIfEmpty(T.NegativeInfinity).Max();
        if (T.IsNegativeInfinity(max))
            return new T[logits.Length];
        var weights = logits.Select(logit => T.Exp(logit - max)).ToArray();
        var sum = weights.Aggregate(T.Zero, (left, right) => left + right);
        return [.. weights.Select(weight => weight / sum)];
    }

    private T Product(int b, int h, int i, int j)
    {
        var (query, key, dot) = (_q[b][h][i], _k[b][h / _group][j], T.Zero);
        for (var d = 0; d < query.Length; d++)
            dot += query[d] * key[d];
        return _scale * dot;
    }

    private T Capped(int b, int h, int i, int j)
        => _cap > T.Zero ? _cap * T.Tanh(Product(b, h, i, j) / _cap) : Product(b, h, i, j);

    private T Masked(int b, int h, int i, int j)
        => Allowed(b, i, j) && MaskAt(b, h, i, j) is { } bias && !double.IsNegativeInfinity(bias)
            ? Capped(b, h, i, j) + T.CreateChecked(bias)
            : T.NegativeInfinity;

    private bool Allowed(int b, int i, int j)
    {
        var nonpad = _case.Input("nonpad_kv_seqlen") is { } lengths ? ((long[])lengths.Elements)[b] : (long?)null;
        var position = i + (_case.Input("past_key") is not null ? _pastLength : nonpad is { } valid ? valid - _q[b][0].Length : 0);
        var (left, right) = (_case.Attribute("left_window_size", -1), _case.Attribute("right_window_size", -1));
        return !(j >= nonpad)
            && (_case.Attribute("is_causal", 0) == 0 || j <= position)
            && (left < 0 || j >= position - left)
            && (right < 0 || j <= position + right);
    }

    // What the mask adds, null where it masks.
    private double? MaskAt(int b, int h, int i, int j)
    {
        if (_case.Input("attn_mask") is not { } mask)
            return 0;
        if (j >= mask.Lengths[^1])
            return null;
        int[] lengths = [.. Enumerable.Repeat(1, 4 - mask.Rank), .. mask.Lengths];
        var index = 0;
        foreach (var (length, at) in lengths.Zip([b, h, i, j]))
            index = index * length + (length == 1 ? 0 : at);
        return mask.Elements is bool[] truths ? truths[index] ? 0 : null : mask.Number(index);
    }

    private T[][][][] Rows(string input, int heads, OnnxTensor? past)
    {
        var (tensor, size) = (_case.Inputs[input], _case.HeadSize(input));
        var (batch, length) = (tensor.Lengths[0], tensor.Rank == 4 ? tensor.Lengths[2] : tensor.Lengths[1]);
        return Many(batch, b => Many(heads, h => (T[][])[
            .. Many(past?.Lengths[2] ?? 0, i => Elements(past!, ((b * heads + h) * _pastLength + i) * size, size)),
            .. Many(length, i => Elements(tensor, (tensor.Rank == 4 ? (b * heads + h) * length + i : (b * length + i) * heads + h) * size, size)),
        ]));
    }

    private T[][][][] Rows(Func<int, int, int, T[]> row)
        => Many(_q.Length, b => Many(_q[b].Length, h => Many(_q[b][h].Length, i => row(b, h, i))));

    private T[] Keys(int b, int h, Func<int, T> value) => Many(_k[b][h / _group].Length, value);

    private static T[] Elements(OnnxTensor tensor, int first, int count) => Many(count, i => T.CreateChecked(tensor.Number(first + i)));

    private static T[][][] Transposed(T[][][] heads) => Many(heads[0].Length, i => Many(heads.Length, h => heads[h][i]));

    private static double[] Flat(T[][][][] rows)
        => [.. rows.SelectMany(heads => heads).SelectMany(head => head).SelectMany(row => row).Select(double.CreateChecked)];

    private static TItem[] Many<TItem>(int count, Func<int, TItem> item) => [.. Enumerable.Range(0, count).Select(item)];
}
