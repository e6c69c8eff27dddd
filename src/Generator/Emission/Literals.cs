using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Emission;

/// <summary>Text inside emitted text.</summary>
internal static class Literals
{
    /// <summary>A C# string literal on one line.</summary>
    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>Text of an XML comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
