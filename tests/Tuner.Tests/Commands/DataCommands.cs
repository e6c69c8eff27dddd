using System.Globalization;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Tests.Commands;

/// <summary>Commands over <see cref="DataSpecs"/>, with files in a folder that goes away.</summary>
public abstract class DataCommands : IDisposable
{
    private readonly TempFolder _folder = new();

    protected DataCommands() => Assembly = DataSpecs.Write(_folder["Data.dll"]);

    private protected TempFolder Folder => _folder;

    private protected string Assembly { get; }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string[] Data(string file) => ["--data", $"{Path.GetFileNameWithoutExtension(file)}={Folder[file]}"];

    private protected ToolRun Run(string spec, string[] data, params string[] options) => Run(spec, [.. data, .. options]);

    private protected ToolRun Run(string spec, string[] options) => ToolRun.InProcess([
        "run", Assembly, spec, "--q", Folder["q.npy"], "--k", Folder["k.npy"], "--v", Folder["v.npy"],
        "--out", Folder["o.npy"], "--db", Folder["absent.db"], .. options]);

    private protected ToolRun Tune(string spec, string shape, params string[] options) => ToolRun.InProcess([
        "tune", Assembly, "--spec", spec, "--budget", "1s", "--shapes", shape, "--db", Folder["tuning.db"], .. options]);

    private protected IReadOnlyList<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(Folder["tuning.db"]);
        return reader?.Rows() ?? [];
    }

    private protected void SaveTensors(int rows, int keys, int batch = 1, int heads = 1)
    {
        foreach (var (name, length) in new[] { ("q.npy", rows), ("k.npy", keys), ("v.npy", keys) })
        {
            var random = new NormalSource((ulong)name[0]);
            var array = NpyArray.Zeros(NpyType.Float32, batch, heads, length, 8);
            for (var i = 0; i < array.Count; i++)
                array[i] = random.Next();
            NpyFile.Write("--out", Folder[name], array);
        }
    }

    private protected void SaveIntegers(string name, NpyType type, params int[] values) => SaveTensor(name, type, [values.Length], index => values[index]);

    /// <summary>Saves what integers make; of floats they are the bits.</summary>
    private protected void SaveTensor(string name, NpyType type, int[] lengths, Func<int, int> element)
    {
        var count = lengths.Aggregate(1, (product, length) => product * length);
        var bytes = Enumerable.Range(0, count).SelectMany(index => BitConverter.GetBytes(element(index)).Take(NpyArray.Size(type))).ToArray();
        NpyFile.Write("--out", Folder[name], new NpyArray(type, lengths, bytes));
    }

    private protected void SaveRaw(string name, string descriptor, int length, byte[] data)
    {
        var size = length.ToString(CultureInfo.InvariantCulture);
        var header = System.Text.Encoding.ASCII.GetBytes($"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': ({size},), }}\n");
        File.WriteAllBytes(Folder[name], [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. header, .. data]);
    }
}
