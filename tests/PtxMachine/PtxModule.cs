using System.Collections.Concurrent;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine;

/// <summary>A module of PTX text, read and decoded; it can be launched on any <see cref="PtxDevice"/>, by several threads at once.</summary>
public sealed class PtxModule
{
    private readonly ModuleParser parsed;
    private readonly ConcurrentDictionary<string, PtxProgram> programs = new();

    private PtxModule(ModuleParser parsed) => this.parsed = parsed;

    /// <summary>The text's <c>.version</c>, for example "7.8".</summary>
    public string Version => parsed.Version;

    /// <summary>The text's <c>.target</c>, for example "sm_80".</summary>
    public string Target => parsed.Target;

    public IReadOnlyList<string> Entries => [.. parsed.Entries.Select(entry => entry.Name)];

    /// <summary>Reads and decodes all of <paramref name="text"/>.</summary>
    /// <exception cref="PtxSyntaxException">Something in the text is wrong or unknown; the message has its line.</exception>
    public static PtxModule Parse(string text)
    {
        var parser = new ModuleParser(text);
        parser.Parse();
        var module = new PtxModule(parser);
        foreach (var entry in parser.Entries)
            module.programs[entry.Name] = PtxProgram.Decode(entry, parser.Variables);
        return module;
    }

    /// <summary>The sizes of a kernel's parameters, in order.</summary>
    public IReadOnlyList<int> ParameterBytes(string entry) => [.. Program(entry).Entry.Parameters.Select(parameter => parameter.Bytes)];

    internal PtxProgram Program(string entry) => programs.TryGetValue(entry, out var program)
        ? program
        : throw new ArgumentException($"The module has no entry '{entry}'; it has {string.Join(", ", Entries)}.", nameof(entry));
}
