using System.Text;

namespace KernelGen.Templates.Text;

/// <summary>Writes indented source text with LF line ends, blocks closed by <c>using</c>.</summary>
public sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Ends the writing: each line asks whether the text is still wanted, for after a keystroke in its spec it is not.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Writes a line at the current depth; several lines when <paramref name="text"/> has several; an empty one for "".</summary>
    /// <exception cref="OperationCanceledException">The text is no longer wanted.</exception>
    public void Line(string text = "")
    {
        Cancellation.ThrowIfCancellationRequested();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0)
                _text.Append(' ', 4 * _depth).Append(line.TrimEnd('\r'));
            _text.Append('\n');
        }
    }

    /// <summary>Writes <paramref name="header"/> and an opening brace; disposing the result closes it with <paramref name="closing"/>.</summary>
    public Scope Block(string header, string closing = "}")
    {
        Line(header);
        Line("{");
        return Indent(closing);
    }

    /// <summary>Writes an opening brace alone; disposing the result closes it.</summary>
    public Scope Block()
    {
        Line("{");
        return Indent("}");
    }

    /// <summary>Indents until the result is disposed; then writes <paramref name="closing"/> if there is one.</summary>
    public Scope Indent(string? closing = null)
    {
        _depth++;
        return new Scope(this, closing);
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>An open block or indentation.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly SourceWriter _writer;
        private readonly string? _closing;

        internal Scope(SourceWriter writer, string? closing)
        {
            _writer = writer;
            _closing = closing;
        }

        /// <summary>Closes the block.</summary>
        public void Dispose()
        {
            _writer._depth--;
            if (_closing is not null)
                _writer.Line(_closing);
        }
    }
}
