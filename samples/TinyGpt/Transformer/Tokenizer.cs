namespace TinyGpt.Transformer;

/// <summary>A token per character; its number is the character's place in the model's list.</summary>
/// <param name="characters">The characters, token 0 first.</param>
public sealed class Tokenizer(string characters)
{
    /// <summary>The tokens of <paramref name="text"/>.</summary>
    /// <exception cref="ArgumentException">A character that the model does not know.</exception>
    public int[] Encode(string text)
    {
        var tokens = new int[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            tokens[i] = characters.IndexOf(text[i], StringComparison.Ordinal);
            if (tokens[i] < 0)
                throw new ArgumentException(
                    $"The model does not know the character '{text[i]}' at {i}; "
                    + $"it knows \"{characters.Replace("\n", "\\n", StringComparison.Ordinal)}\".",
                    nameof(text));
        }
        return tokens;
    }

    /// <summary>The character of a token.</summary>
    public char Decode(int token) => characters[token];
}
