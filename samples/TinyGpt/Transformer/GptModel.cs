using System.Numerics.Tensors;
using TinyGpt.Weights;

namespace TinyGpt.Transformer;

/// <summary>The transformer: weights, and one forward pass that serves prefill and decoding alike.</summary>
public sealed class GptModel
{
    private readonly float[] _embedding;
    private readonly Dense.Norm _finalNorm;
    private readonly Layer[] _layers;
    private readonly RotaryEmbedding _rope;

    private GptModel(SafetensorsFile file, ModelConfig config)
    {
        Config = config;
        Tokenizer = new Tokenizer(config.Characters);
        _embedding = file.Read("embed.weight", config.Vocabulary, config.Width);
        _finalNorm = new Dense.Norm(file.Read("norm.weight", config.Width), file.Read("norm.bias", config.Width));
        _layers = [.. Enumerable.Range(0, config.Layers).Select(i => new Layer(file, config, i))];
        _rope = new RotaryEmbedding(config);
    }

    /// <summary>The sizes.</summary>
    public ModelConfig Config { get; }

    /// <summary>Text to tokens and back.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Loads <c>config.json</c> and <c>model.safetensors</c> from a folder.</summary>
    public static GptModel Load(string folder)
        => new(SafetensorsFile.Load(Path.Combine(folder, "model.safetensors")), ModelConfig.Load(Path.Combine(folder, "config.json")));

    /// <summary>
    /// Reads <paramref name="tokens"/> behind what <paramref name="cache"/> holds and returns their logits, (tokens, vocabulary): row i
    /// predicts the token after tokens[i].
    /// </summary>
    /// <exception cref="ArgumentException">No tokens, or more than the cache has room for.</exception>
    public float[] Forward(ReadOnlySpan<int> tokens, KeyValueCache cache)
    {
        if (tokens.Length == 0 || tokens.Length > cache.Capacity - cache.Length)
            throw new ArgumentException(
                $"{tokens.Length} tokens given; the cache holds {cache.Length} of {cache.Capacity}, "
                + $"so 1 to {cache.Capacity - cache.Length} fit.",
                nameof(tokens));
        var rows = tokens.Length;
        var x = Embed(tokens);
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            AddAttention(x, rows, layer, cache);
            AddMlp(x, rows, _layers[layer]);
        }
        cache.Advance(rows);
        var logits = new float[rows * Config.Vocabulary];
        Dense.Linear(Dense.Normalise(x, rows, _finalNorm, Config.NormEpsilon), rows, _embedding, logits);
        return logits;
    }

    private float[] Embed(ReadOnlySpan<int> tokens)
    {
        var x = new float[tokens.Length * Config.Width];
        for (var row = 0; row < tokens.Length; row++)
            _embedding.AsSpan(tokens[row] * Config.Width, Config.Width).CopyTo(x.AsSpan(row * Config.Width));
        return x;
    }

    private void AddAttention(float[] x, int rows, int layer, KeyValueCache cache)
    {
        var weights = _layers[layer];
        var hidden = Dense.Normalise(x, rows, weights.AttentionNorm, Config.NormEpsilon);
        var queries = Project(hidden, rows, weights.Query);
        var keys = Project(hidden, rows, weights.Key);
        var values = Project(hidden, rows, weights.Value);
        Rotate(queries, rows, cache.Length);
        Rotate(keys, rows, cache.Length);
        cache.Append(layer, keys, values);

        var attended = new float[queries.Length];
        var visible = cache.Length + rows;
        // The last query stands at the last key, so the same call is right for a prompt and for one more token behind the cache.
        TinyGptAttention.Forward(
            Heads(queries, Config.Heads, rows),
            Heads(cache.Keys(layer), Config.KeyHeads, visible),
            Heads(cache.Values(layer), Config.KeyHeads, visible),
            Heads(attended, Config.Heads, rows));
        Add(x, Project(attended, rows, weights.Output));
    }

    private void AddMlp(float[] x, int rows, Layer weights)
    {
        var hidden = Dense.Normalise(x, rows, weights.MlpNorm, Config.NormEpsilon);
        var gate = Project(hidden, rows, weights.Gate);
        Dense.Gate(gate, Project(hidden, rows, weights.Up));
        Add(x, Project(gate, rows, weights.Down));
    }

    private static float[] Project(float[] x, int rows, float[] weight)
    {
        var y = new float[(long)weight.Length * rows * rows / x.Length];
        Dense.Linear(x, rows, weight, y);
        return y;
    }

    private static void Add(float[] x, float[] y) => TensorPrimitives.Add<float>(x, y, x);

    private void Rotate(float[] x, int rows, int firstPosition)
    {
        var width = x.Length / rows;
        for (var row = 0; row < rows; row++)
            _rope.Rotate(x.AsSpan(row * width, width), firstPosition + row);
    }

    /// <summary>Rows of (heads x D) seen as (1, heads, rows, D): strides instead of a transposition.</summary>
    private TensorSpan<float> Heads(float[] x, int heads, int rows)
        => new(
            x.AsSpan(0, rows * heads * Config.HeadDim),
            [1, heads, rows, Config.HeadDim],
            // System.Numerics.Tensors wants stride 0 along a dimension of length 1.
            [0, Config.HeadDim, rows == 1 ? 0 : heads * Config.HeadDim, 1]);
}
