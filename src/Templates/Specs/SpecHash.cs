using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KernelGen.Templates.Specs;

/// <summary>The name of a spec in every tuning key.</summary>
public static class SpecHash
{
    private const int HexDigits = 16;

    /// <summary>The first 16 lower-case hexadecimal digits of SHA-256 over the canonical text.</summary>
    public static string Of(AttentionSpec spec) => OfText(SpecText.Write(spec));

    /// <summary>The hash of a canonical text that is already at hand.</summary>
    public static string OfText(string canonicalText)
    {
        using var sha = SHA256.Create();
        var bytes = sha.ComputeHash(Encoding.UTF8.GetBytes(canonicalText));
        return string.Concat(bytes.Take(HexDigits / 2).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
