using System.Diagnostics;
using System.Numerics.Tensors;

namespace TinyGpt.Transformer;

/// <summary>Continues a text with the most likely character, again and again.</summary>
/// <param name="model">The model.</param>
public sealed class GreedyDecoder(GptModel model)
{
    /// <summary>The continuation of <paramref name="prompt"/> by <paramref name="characters"/> characters, and how long it took.</summary>
    /// <exception cref="ArgumentException">
    /// The prompt is empty, or prompt and continuation are longer than the model's context.
    /// </exception>
    public Continuation Continue(string prompt, int characters)
    {
        var context = model.Config.Context;
        if (prompt.Length == 0 || characters < 1 || prompt.Length + characters > context)
            throw new ArgumentException(
                $"A prompt of {prompt.Length} characters and {characters} more were asked for; "
                + $"at least 1 of each and together at most {context}, the model's context, are possible.",
                nameof(prompt));
        var cache = new KeyValueCache(model.Config);
        var text = new char[characters];
        var clock = Stopwatch.StartNew();
        var logits = model.Forward(model.Tokenizer.Encode(prompt), cache);
        var prefill = clock.Elapsed;
        for (var i = 0; i < characters; i++)
        {
            var token = TensorPrimitives.IndexOfMax<float>(logits.AsSpan(logits.Length - model.Config.Vocabulary));
            text[i] = model.Tokenizer.Decode(token);
            if (i + 1 < characters)
                logits = model.Forward([token], cache);
        }
        return new Continuation(new string(text), prompt.Length, prefill, clock.Elapsed - prefill);
    }

    /// <summary>What came out.</summary>
    /// <param name="Text">The continuation, without the prompt.</param>
    /// <param name="PromptTokens">Tokens of the prompt.</param>
    /// <param name="Prefill">Time for the prompt.</param>
    /// <param name="Decoding">Time for the rest.</param>
    public sealed record Continuation(string Text, int PromptTokens, TimeSpan Prefill, TimeSpan Decoding);
}
