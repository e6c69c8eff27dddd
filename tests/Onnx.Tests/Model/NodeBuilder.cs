namespace KernelGen.Onnx.Tests.Model;

/// <summary>Makes nodes with random inputs, the same ones in every run.</summary>
/// <param name="Batch">Sequences.</param>
/// <param name="QueryHeads">Q's heads.</param>
/// <param name="KeyHeads">K's heads.</param>
/// <param name="QueryLength">Q's rows.</param>
/// <param name="KeyLength">New keys.</param>
/// <param name="Size">Elements of a head.</param>
/// <param name="ValueSize">Elements of a head of V.</param>
internal sealed record NodeBuilder(int Batch, int QueryHeads, int KeyHeads, int QueryLength, int KeyLength, int Size, int ValueSize)
{
    private readonly Random _random = new(1);
    private readonly Dictionary<string, double> _attributes = [];
    private readonly Dictionary<string, OnnxTensor> _inputs = [];
    private int _past;

    /// <summary>Sets an attribute.</summary>
    public NodeBuilder With(string attribute, double value)
    {
        _attributes.Add(attribute, value);
        return this;
    }

    /// <summary>Adds past keys and values.</summary>
    public NodeBuilder WithPast(int length)
    {
        _past = length;
        _inputs.Add("past_key", Normal(Batch, KeyHeads, length, Size));
        _inputs.Add("past_value", Normal(Batch, KeyHeads, length, ValueSize));
        return this;
    }

    /// <summary>Says how many keys of each sequence are valid.</summary>
    public NodeBuilder WithNonpad(params long[] lengths)
    {
        _inputs.Add("nonpad_kv_seqlen", new OnnxTensor([lengths.Length], lengths));
        return this;
    }

    /// <summary>Adds a mask of truth values, about two thirds of them true.</summary>
    public NodeBuilder WithMask(params int[] lengths)
    {
        var mask = OnnxTensor.Zeros<bool>(lengths);
        Fill((bool[])mask.Elements, () => _random.Next(3) > 0);
        _inputs.Add("attn_mask", mask);
        return this;
    }

    /// <summary>Adds a mask of floats, about a third of them minus infinity.</summary>
    public NodeBuilder WithBias(params int[] lengths)
    {
        var bias = OnnxTensor.Zeros<float>(lengths);
        Fill((float[])bias.Elements, () => _random.Next(3) > 0 ? (float)Next() : float.NegativeInfinity);
        _inputs.Add("attn_mask", bias);
        return this;
    }

    /// <summary>The node.</summary>
    /// <param name="isFlat">Whether Q, K and V are of rank 3.</param>
    public OnnxCase Build(bool isFlat = false)
    {
        _inputs.Add("Q", Heads(QueryHeads, QueryLength, Size));
        _inputs.Add("K", Heads(KeyHeads, KeyLength, Size));
        _inputs.Add("V", Heads(KeyHeads, KeyLength, ValueSize));
        if (isFlat)
            With("q_num_heads", QueryHeads).With("kv_num_heads", KeyHeads);
        return new OnnxCase { Name = $"{this} past {_past}", Attributes = _attributes, Inputs = _inputs };

        OnnxTensor Heads(int heads, int length, int size) => isFlat ? Normal(Batch, length, heads * size) : Normal(Batch, heads, length, size);
    }

    private OnnxTensor Normal(params int[] lengths)
    {
        var tensor = OnnxTensor.Zeros<float>(lengths);
        Fill((float[])tensor.Elements, () => (float)Next());
        return tensor;
    }

    private double Next() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static void Fill<T>(T[] elements, Func<T> next)
    {
        for (var i = 0; i < elements.Length; i++)
            elements[i] = next();
    }
}
