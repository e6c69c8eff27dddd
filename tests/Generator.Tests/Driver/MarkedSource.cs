using Microsoft.CodeAnalysis.Text;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>Source in which «guillemets» mark where a diagnostic is expected.</summary>
internal sealed class MarkedSource
{
    public MarkedSource(string marked)
    {
        var start = marked.IndexOf('«', StringComparison.Ordinal);
        var end = marked.IndexOf('»', StringComparison.Ordinal);
        Text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        Span = TextSpan.FromBounds(start, end - 1);
    }

    public string Text { get; }

    public TextSpan Span { get; }
}
