using System.Reflection;
using System.Text.RegularExpressions;
using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Targets;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Documentation;

/// <summary>docs/cli.md says what the tool does, and every command line on a page is one.</summary>
public sealed partial class CliPageTests
{
    private const string Begin = "<!-- reference: made from the tool's own definitions; CliPageTests says how to renew it -->\n", End = "<!-- end of the reference -->";

    internal static readonly string Root = typeof(CliPageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RepositoryRoot").Value!;

    private static readonly string s_page = Path.Combine(Root, "docs", "cli.md");

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Append(Path.Combine(Root, "README.md"))
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "samples"), "README.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Where(page => Lines(page).Any()).Order()];

    [Fact]
    public void The_reference_says_what_the_help_says()
    {
        var page = File.ReadAllText(s_page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        begin.ShouldBeGreaterThan(0, $"docs/cli.md lacks the line {Begin}");
        end.ShouldBeGreaterThan(begin);
        var expected = page[..(begin + Begin.Length)] + CliReference.Markdown() + page[end..];
        var received = s_page + ".received.txt";
        if (page == expected)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, expected);
        Assert.Fail($"docs/cli.md is not what --help says. Look at {received}, and approve it by renaming it to cli.md.");
    }

    [Fact]
    public void The_overview_has_every_command()
    {
        var overview = File.ReadAllText(s_page).Split("\n## ")[0];
        foreach (var command in CliReference.Commands)
            overview.ShouldContain($"`{command.Name}", customMessage: $"docs/cli.md lacks '{command.Name}' in the table at its top");
    }

    [Fact]
    public void Every_command_has_an_example_and_describes_everything()
    {
        foreach (var command in CliReference.Commands)
        {
            command.Examples.ShouldNotBeEmpty(command.Name);
            command.Examples.ShouldAllBe(example => example.Contains($"kernelgen {command.Name}"));
            command.Description.ShouldNotBeNullOrWhiteSpace(command.Name);
            command.Arguments.ShouldAllBe(argument => argument.Description!.EndsWith('.'));
            command.Options.Where(option => option is not System.CommandLine.Help.HelpOption).ShouldAllBe(option => option.Description!.EndsWith('.'));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_line_of_a_page_is_valid(string page)
    {
        var root = ToolCommands.Create(new ToolConsole(TextWriter.Null, TextWriter.Null, isTerminal: false), ToolTargets.OfMachine);
        foreach (var line in Lines(page))
            root.Parse(line).Errors.Select(error => error.Message).ShouldBeEmpty($"{page}: {line}");
    }

    // What stands in blocks of code, without what belongs to the shell. A line with an ellipsis or with names for what to put in is not meant to be whole.
    private static IEnumerable<string> Lines(string page) => CodeLines(page)
        .SelectMany(line => Calls().Matches(line).Select(match => match.Groups["arguments"].Value.Trim()))
        .Where(arguments => !arguments.Contains("...", StringComparison.Ordinal) && arguments.AsSpan().IndexOfAny('<', '[') < 0);

    private static IEnumerable<string> CodeLines(string page)
    {
        var block = "";
        foreach (var line in File.ReadLines(Path.Combine(Root, page)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                block = block.Length > 0 ? "" : line;
            else if (block is "```" or "```sh" or "```bash" or "```console" or "```yaml")
                yield return line;
        }
    }

    [GeneratedRegex("(?<![\\w./-])kernelgen (?<arguments>[a-z](?:\"[^\"]*\"|[^|>&#\"])*)")]
    private static partial Regex Calls();
}
