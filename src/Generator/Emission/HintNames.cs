using System.Globalization;
using KernelGen.Generator.Model;

namespace KernelGen.Generator.Emission;

/// <summary>Names of emitted files: short, because they become paths, and unique even where case does not count.</summary>
internal static class HintNames
{
    private const int LongestName = 48;

    /// <summary>For example <c>MistralAttention.5f0c3a91.Kernels.g.cs</c>: class, hash of its full name, and what is in the file.</summary>
    public static string Of(SpecType type, string suffix) => $"{ShortName(type)}.{Hash(type.FullName)}{suffix}";

    /// <summary>The same as an identifier, for example <c>MistralAttention_5f0c3a91</c>.</summary>
    public static string Identifier(SpecType type) => $"{ShortName(type)}_{Hash(type.FullName)}";

    private static string ShortName(SpecType type)
    {
        var name = type.Name.TrimStart('@');
        return name.Length > LongestName ? name.Substring(0, LongestName) : name;
    }

    /// <summary>FNV-1a over the UTF-16 units: stable between processes, unlike string.GetHashCode.</summary>
    private static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var unit in text)
            hash = unchecked((hash ^ unit) * 16777619u);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
