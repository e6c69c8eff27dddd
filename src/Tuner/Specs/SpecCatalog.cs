using KernelGen.Selection;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Specs;

/// <summary>The specs of one assembly.</summary>
/// <param name="path">The assembly.</param>
/// <param name="specs">Its specs, sorted by name.</param>
internal sealed class SpecCatalog(string path, IReadOnlyList<SpecEntry> specs)
{
    /// <summary>The assembly.</summary>
    public string Path { get; } = path;

    /// <summary>Its specs, sorted by name.</summary>
    public IReadOnlyList<SpecEntry> Specs { get; } = specs;

    /// <summary>Reads the specs of an assembly, or builds a project first.</summary>
    /// <exception cref="ToolException">There is no such file, it does not build, or it holds no specs.</exception>
    public static SpecCatalog Open(string argument, ToolConsole console)
    {
        var path = FindAssembly(argument, console);
        var specs = SpecAttributeReader.Specs(path)
            .Select(found => Parse(path, found.TypeName, found.Text))
            .OrderBy(spec => spec.Name, StringComparer.Ordinal);
        var catalog = new SpecCatalog(path, [.. specs]);
        return catalog.Specs.Count > 0
            ? catalog
            : throw new ToolException($"'{path}' holds no specs; was it built with the KernelGen package and an [AttentionKernel] class?");
    }

    /// <summary>The assembly that an argument means; a project is built.</summary>
    /// <exception cref="ToolException">There is no such file, or it does not build.</exception>
    public static string FindAssembly(string argument, ToolConsole console)
    {
        var path = argument;
        if (ProjectBuilder.FindProject(argument) is { } project)
        {
            console.Error.WriteLine($"Building {System.IO.Path.GetFileName(project)} ...");
            path = ProjectBuilder.Build(project);
        }
        return File.Exists(path)
            ? AppHost.AssemblyOf(path)
            : throw new ToolException($"'{argument}' does not exist; give an assembly (.dll), a .csproj or a project's folder.");
    }

    /// <summary>The specs that names mean, each once; all of them when there are no names.</summary>
    /// <exception cref="ToolException">No spec or several have one of the names.</exception>
    public IReadOnlyList<SpecEntry> Choose(IReadOnlyList<string> names) => names.Count == 0 ? Specs : [.. names.Select(Find).Distinct()];

    /// <summary>The spec that a name means: the full name, or the simple name where that is unique. Case does not matter.</summary>
    /// <exception cref="ToolException">No spec or several have that name.</exception>
    public SpecEntry Find(string name)
    {
        var found = Specs.Where(spec => Same(spec.Name, name)).ToList();
        if (found.Count == 0)
            found = [.. Specs.Where(spec => Same(spec.SimpleName, name))];
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ToolException(
                $"There is no spec '{name}' in '{Path}'; the closest is '{Closest(name)}'. There are: {Names(Specs)}."),
            _ => throw new ToolException($"'{name}' names several specs; give the full name: {Names(found)}."),
        };
    }

    private string? Closest(string name)
        => ClosestName.Of(name, Specs.Select(spec => name.Contains('.') ? spec.Name : spec.SimpleName));

    private static string Names(IEnumerable<SpecEntry> specs) => string.Join(", ", specs.Select(spec => spec.Name));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static SpecEntry Parse(string path, string name, string text)
    {
        try
        {
            var spec = SpecText.Parse(text);
            return new SpecEntry(name, text, SpecHash.Of(spec), spec);
        }
        catch (FormatException error)
        {
            throw new ToolException(
                $"The spec '{name}' in '{path}' cannot be read ({error.Message}); it was probably built with another version of KernelGen. "
                    + "Use the tool of that version, or rebuild.");
        }
    }
}
