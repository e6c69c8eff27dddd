using System.CommandLine.Parsing;
using KernelGen.Devices.Cpu;
using KernelGen.PtxMachine.Driver;
using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Cuda;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Tests.Documentation;

/// <summary>
/// Runs the examples of the help on small things: an assembly with specs of the names that they use, databases with results, tensors, and a GPU that interprets PTX. Files
/// lie in a folder of its own; what would take long, as budgets and shapes, is made small; all else is as written.
/// </summary>
internal sealed class ExampleRun : IDisposable
{
    private const int HeadDim = 16, Length = 40;

    private static readonly string s_llama = CudaSpecs.Causal.Replace("queryTile 64\nkeyTile 32", "queryTile 0\nkeyTile 0", StringComparison.Ordinal);

    private static readonly string s_packed = """
        kernelgen-spec 1
        headDim 16
        valueHeadDim 16
        precision Float16
        scale 0.25
        softcap 0
        alignment BottomRight
        writesLse false
        data int[] document, float[] slope
        mask (and (<= k q) (== (load int document q) (load int document k)))
        score (- score (* (load float slope head) (float (- q k))))
        queryTile 0
        keyTile 0

        """;

    private static readonly string[] s_files = [".db", ".jsonl", ".npy", ".html", ".svg", ".png", ".json", ".csv"];

    private readonly TempFolder _folder = new();
    private readonly PtxHost _host = new(2);

    public ExampleRun()
    {
        // GPUs are interpreted or simulated and no faster than that sounds: there the spec has a pinned tile, which leaves few variants.
        Assembly = SpecAssembly.Write(_folder["App.dll"], ("Demo.LlamaAttention", s_llama), ("Demo.MistralAttention", s_llama), ("Demo.PackedDocuments", s_packed));
        Directory.CreateDirectory(_folder["gpu"]);
        GpuAssembly = SpecAssembly.Write(_folder["gpu/App.dll"], ("Demo.LlamaAttention", CudaSpecs.Causal));
        foreach (var beside in new[] { "ILGPU.dll", "gpu/ILGPU.dll" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "ILGPU.dll"), _folder[beside]);
        File.WriteAllText(_folder["App.csproj"], $"<Project><PropertyGroup><TargetPath>{Assembly}</TargetPath></PropertyGroup><Target Name=\"Build\" /></Project>");
        SaveTensors();
        WriteDatabase(_folder["tuning.db"]);
    }

    private string Assembly { get; }

    private string GpuAssembly { get; }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    /// <summary>Runs one.</summary>
    public ToolRun Run(ToolCommand command, string example)
    {
        var line = example[(example.IndexOf("kernelgen ", StringComparison.Ordinal) + "kernelgen ".Length)..].Split(" >")[0];
        var words = CommandLineParser.SplitCommandLine(line).ToList();
        var isOnGpu = (words.Contains("cuda") || words.Contains("ilgpu")) && command.Name != "emit";
        var arguments = words.Select(word => Place(word, isOnGpu)).ToList();
        Set(command, arguments, "--budget", "1s", always: true);
        Set(command, arguments, "--shapes", "Hq2,Nq32,Nk32", always: true);
        Set(command, arguments, "--rounds", "1", always: true);
        Set(command, arguments, "--seeds", "1", always: true);
        Set(command, arguments, "--case", "dense-d64", always: true);
        // Of `diff` it goes with other arguments alone.
        if (command.Name != "diff")
            Set(command, arguments, "--db", _folder["tuning.db"], always: false);
        return ToolRun.On(new ToolTargets(() => _host.Driver), arguments);
    }

    private string Place(string word, bool isOnGpu)
    {
        if (word.EndsWith("App.dll", StringComparison.Ordinal))
            return isOnGpu ? GpuAssembly : Assembly;
        if (word.StartsWith("samples/", StringComparison.Ordinal))
            return _folder["App.csproj"];
        if (word.StartsWith("Host=", StringComparison.Ordinal))
            return "Host=127.0.0.1;Port=1;Database=none;Username=nobody;Timeout=1";
        if (word is "H200")
            return "0";
        if (word.StartsWith("tests/", StringComparison.Ordinal))
            return Path.Combine(CliPageTests.Root, word);
        var (name, file) = word.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (word[..(at + 1)], word[(at + 1)..]) : ("", word);
        if (word == "tuning-db" || s_files.Contains(Path.GetExtension(file)))
            return name + Existing(file);
        return word;
    }

    // Every database and every file of measurements that an example names holds the same.
    private string Existing(string file)
    {
        var path = _folder[file];
        if (!File.Exists(path) && path.EndsWith(".db", StringComparison.Ordinal))
            WriteDatabase(path);
        if (!File.Exists(path) && path.EndsWith(".jsonl", StringComparison.Ordinal))
            ToolRun.InProcess("export", "--measurements", path, "--db", _folder["tuning.db"]);
        return path;
    }

    private static void Set(ToolCommand command, List<string> arguments, string option, string value, bool always)
    {
        if (command.Options.All(one => one.Name != option))
            return;
        var at = arguments.IndexOf(option);
        if (at < 0)
            arguments.AddRange([option, value]);
        else if (always)
            arguments[at + 1] = value;
    }

    private void WriteDatabase(string path)
    {
        var spec = TestSpecs.Entry("Demo.LlamaAttention", s_llama);
        using var writer = TuningDatabaseWriter.Open(path);
        foreach (var device in new[] { CpuDevice.Current.Key, "cpu:amd-epyc:avx512:2c", "cpu:old-laptop:avx2:4c", "cuda:nvidia-h200:9.0:132mp" }.Distinct())
        {
            var family = device.StartsWith("cpu:", StringComparison.Ordinal) ? "cpu.simd/q48-k128-w256" : "cuda.mma/q64-k64-w4-s3";
            foreach (var (name, hash) in new[] { (spec.Name, spec.Hash), ("Demo.Experiment", "aaaa") })
            {
                foreach (var row in new[] { 8, 32 }.Select(heads => TestRows.Row(family, 100, hash, device, heads)))
                    writer.Add(row with { Key = row.Key with { Family = family.Split('/')[0] }, SpecName = name, SpecText = spec.Text });
            }
        }
    }

    private void SaveTensors()
    {
        foreach (var name in new[] { "q", "k", "v" })
        {
            var array = NpyArray.Zeros(NpyType.Float32, 1, 1, Length, HeadDim);
            for (long i = 0; i < array.Count; i++)
                array[i] = Math.Sin(i * 0.7 + name[0]);
            NpyFile.Write("test", _folder[name + ".npy"], array);
        }
        // As long as the example with the most keys reads it.
        Save("document", NpyType.Int32, 1024, i => i / 256);
        Save("slope", NpyType.Float32, 1, _ => 0.5);
    }

    private void Save(string name, NpyType type, int length, Func<int, double> element)
    {
        var array = NpyArray.Zeros(type, length);
        for (var i = 0; i < length; i++)
            array[i] = element(i);
        NpyFile.Write("test", _folder[name + ".npy"], array);
    }
}
