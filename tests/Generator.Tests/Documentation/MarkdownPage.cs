using System.Reflection;
using System.Text.RegularExpressions;

namespace KernelGen.Generator.Tests.Documentation;

/// <summary>A page of the documentation: its C# blocks, its pictures of masks and its links.</summary>
internal sealed partial class MarkdownPage
{
    /// <summary>Where the repository lies.</summary>
    public static readonly string Root = typeof(MarkdownPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    private readonly string _folder;

    /// <summary>Reads a page.</summary>
    /// <param name="path">Its path in the repository, with slashes.</param>
    public MarkdownPage(string path)
        : this(Path.GetDirectoryName(Path.Combine(Root, path))!, File.ReadAllText(Path.Combine(Root, path)))
    {
    }

    /// <summary>A page from its text.</summary>
    /// <param name="folder">The folder that its links start from.</param>
    /// <param name="text">Its text.</param>
    public MarkdownPage(string folder, string text)
    {
        _folder = folder;
        Blocks = [.. Block().Matches(text).Select(match => new CSharpBlock(
            LineOf(text, match.Index),
            match.Groups["given"].Value,
            match.Groups["code"].Value,
            match.Groups["note"].Value.Trim()))];
        Pictures = [.. Picture().Matches(text).Select(match => new MaskImage(
            Path.GetFullPath(Path.Combine(folder, match.Groups["file"].Value)),
            Blocks.LastOrDefault(block => block.Line < LineOf(text, match.Index))?.Code ?? "",
            match.Groups["caption"].Value))];
        Sections = [.. Section().Matches(text).Select(match => (match.Groups["title"].Value, match.Groups["body"].Value))];
        Links = [.. Link().Matches(Code().Replace(text, "")).Select(match => match.Groups["target"].Value).Where(IsRelative)];
    }

    /// <summary>README.md and what lies in docs/, by path, in order.</summary>
    public static IEnumerable<string> All
        => Directory.GetFiles(Root, "README.md")
            .Concat(Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The C# blocks, in order.</summary>
    public IReadOnlyList<CSharpBlock> Blocks { get; }

    /// <summary>The pictures of masks, in order.</summary>
    public IReadOnlyList<MaskImage> Pictures { get; }

    /// <summary>The sections of the second level with their text, in order.</summary>
    public IReadOnlyList<(string Title, string Body)> Sections { get; }

    /// <summary>The links that point into the repository.</summary>
    public IReadOnlyList<string> Links { get; }

    /// <summary>The links to files that do not exist.</summary>
    public IEnumerable<string> BrokenLinks => Links.Where(link => !Path.Exists(Target(link)));

    private string Target(string link) => Path.GetFullPath(Path.Combine(_folder, Uri.UnescapeDataString(link.Split('#', '?')[0])));

    private static bool IsRelative(string target) => !target.StartsWith('#') && !Scheme().IsMatch(target);

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    // An HTML comment "given: ..." above a block says, unseen by the reader, what the block takes for granted.
    [GeneratedRegex(
        @"(?:<!-- given:(?<given>.*?)-->\s*)?^```csharp(?<note>[^\n]*)\n(?<code>.*?)^```",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    // ![text](pictures/Name.svg), an empty line, and the line that says what is drawn.
    [GeneratedRegex(@"!\[[^\]\n]*\]\((?<file>pictures/[^)\s]+\.svg)\)\n\n(?<caption>[^\n]*)")]
    private static partial Regex Picture();

    [GeneratedRegex(@"^## (?<title>[^\n]*)\n(?<body>.*?)(?=^## |\z)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^ *```.*?^ *```|`[^`\n]+`(?!\])", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    // [text](target), ![text](target "title"), [name]: target, and href or src of HTML.
    [GeneratedRegex("""(?:\]\(<?|^ {0,3}\[[^\]\n]+\]:\s+<?|(?:href|src)=")(?<target>[^\s)>"]+)""", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:|^//", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}

/// <summary>A block of C#.</summary>
/// <param name="Line">Where it begins on its page.</param>
/// <param name="Given">Statements that it takes for granted.</param>
/// <param name="Code">What the reader sees.</param>
/// <param name="Note">What stands behind the language's name: empty, or no-compile.</param>
internal sealed record CSharpBlock(int Line, string Given, string Code, string Note)
{
    /// <summary>Whether it is code that compiles; the others show what is wrong, or only a part.</summary>
    public bool Compiles => Note != "no-compile";
}
