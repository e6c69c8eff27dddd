using System.Reflection;
using System.Text.Json;

namespace KernelGen.Onnx.Tests.Model;

/// <summary>A node of the operator with its inputs, and what it shall give.</summary>
public sealed record OnnxCase
{
    /// <summary>A name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The node's attributes; absent ones have their defaults.</summary>
    public required IReadOnlyDictionary<string, double> Attributes { get; init; }

    /// <summary>The inputs by their names.</summary>
    public required IReadOnlyDictionary<string, OnnxTensor> Inputs { get; init; }

    /// <summary>The expected outputs by their names.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Outputs { get; init; } = new Dictionary<string, OnnxTensor>();

    /// <summary>An attribute's value.</summary>
    public double Attribute(string name, double absent) => Attributes.TryGetValue(name, out var value) ? value : absent;

    /// <summary>An input, or null when the node has none.</summary>
    public OnnxTensor? Input(string name) => Inputs.GetValueOrDefault(name);

    /// <summary>Q's heads, and K's.</summary>
    public (int Query, int Key) Heads => Inputs["Q"].Rank == 4
        ? (Inputs["Q"].Lengths[1], Inputs["K"].Lengths[1])
        : ((int)Attributes["q_num_heads"], (int)Attributes["kv_num_heads"]);

    /// <summary>Elements per head of one of Q, K and V.</summary>
    public int HeadSize(string input) => Inputs[input] is { Rank: 4 } tensor
        ? tensor.Lengths[3]
        : Inputs[input].Lengths[2] / (input == "Q" ? Heads.Query : Heads.Key);

    /// <summary>The names of the cases in the repository, and of those beside it.</summary>
    public static IEnumerable<string> Names() => Folders().Select(folder => Path.GetFileName(folder)!).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Reads a case.</summary>
    public static OnnxCase Load(string name)
    {
        var folder = Folders().First(folder => Path.GetFileName(folder) == name);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        return new OnnxCase
        {
            Name = name,
            Attributes = json.RootElement.GetProperty("attributes").EnumerateObject().ToDictionary(at => at.Name, at => at.Value.GetDouble()),
            Inputs = Tensors("inputs"),
            Outputs = Tensors("outputs"),
        };

        Dictionary<string, OnnxTensor> Tensors(string kind) => json.RootElement.GetProperty(kind).EnumerateObject()
            .ToDictionary(tensor => tensor.Name, tensor => NpyReader.Read(Path.Combine(folder, tensor.Name + ".npy")));
    }

    // The repository's own first.
    private static IEnumerable<string> Folders()
        => new[] { Path.Combine(AppContext.BaseDirectory, "cases"), Path.Combine(RepositoryRoot, "../shared/conformance/onnx-attention") }
            .Where(Directory.Exists).SelectMany(Directory.GetDirectories);

    private static string RepositoryRoot => typeof(OnnxCase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
}
