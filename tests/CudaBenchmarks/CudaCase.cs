using System.Text.Json;

namespace KernelGen.CudaBenchmarks;

/// <summary>A line of the list of cases.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Spec">One of <see cref="Kernels.All"/>.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key heads.</param>
/// <param name="Queries">Query rows of a head.</param>
/// <param name="Keys">Keys of a head.</param>
/// <param name="Batch">Sequences.</param>
internal sealed record CudaCase(string Name, string Spec, int Heads, int KeyHeads, int Queries, int Keys, int Batch = 1)
{
    /// <summary>The sizes.</summary>
    public AttentionShape Shape => new(Batch, Heads, KeyHeads, Queries, Keys);

    /// <summary>Reads a list.</summary>
    /// <param name="path">A JSON file with an array of cases.</param>
    /// <exception cref="BenchmarkException">The file cannot be read, or names a spec that this program does not have.</exception>
    public static IReadOnlyList<CudaCase> Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var cases = JsonSerializer.Deserialize(file, Messages.Default.CudaCaseArray) ?? [];
            foreach (var unknown in cases.Where(found => !Kernels.All.ContainsKey(found.Spec)))
                throw new BenchmarkException($"{path}: the case '{unknown.Name}' asks for the spec '{unknown.Spec}'. There are {string.Join(", ", Kernels.All.Keys)}.");
            return cases;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new BenchmarkException($"--cases '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The cases whose names contain a text, or the one that it names; all for an empty one.</summary>
    /// <exception cref="BenchmarkException">There is none.</exception>
    public static IReadOnlyList<CudaCase> Matching(IReadOnlyList<CudaCase> cases, string text)
    {
        CudaCase[] exact = [.. cases.Where(found => found.Name == text)];
        CudaCase[] found = exact.Length > 0 ? exact : [.. cases.Where(found => found.Name.Contains(text, StringComparison.Ordinal))];
        return found.Length > 0
            ? found
            : throw new BenchmarkException($"--case '{text}' is in no case's name. There are {string.Join(", ", cases.Select(each => each.Name))}.");
    }
}
