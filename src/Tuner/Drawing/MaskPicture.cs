namespace KernelGen.Tuner.Drawing;

/// <summary>What a drawing shows: the mask and the text around it.</summary>
/// <param name="View">The mask.</param>
/// <param name="Title">The spec, its mask and the sizes, a line each.</param>
/// <param name="Report">The numbers, a line each.</param>
internal sealed record MaskPicture(MaskView View, IReadOnlyList<string> Title, IReadOnlyList<string> Report)
{
    /// <summary>The mask alone, without text: for a page that says in its own words what it shows.</summary>
    public static MaskPicture Plain(MaskView view) => new(view, [], []);

    /// <summary>Whether it is a mask alone.</summary>
    public bool IsPlain => Title.Count == 0;

    /// <summary>The same with no line longer than a number of characters, unless a word is.</summary>
    public MaskPicture Wrap(int characters) => this with
    {
        Title = [.. Title.SelectMany(line => Wrap(line, characters))],
        Report = [.. Report.SelectMany(line => Wrap(line, characters))],
    };

    private static IEnumerable<string> Wrap(string text, int characters)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > characters)
            {
                yield return line;
                line = "  " + word;
            }
            else
            {
                line += (line.Length > 0 ? " " : "") + word;
            }
        }
        yield return line;
    }
}
