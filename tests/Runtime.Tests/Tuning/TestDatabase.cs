using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Runtime.Tests.Tuning;

/// <summary>A tuning database in a folder of a test's own.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernelgen-tests-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "tuning.db");

    public void Create()
    {
        using var connection = SqliteConnection.OpenReadWrite(Path);
        SqliteSchema.Prepare(connection);
    }

    public void Execute(string sql)
    {
        using var connection = SqliteConnection.OpenReadWrite(Path);
        connection.Execute(sql);
    }

    /// <summary>Adds a measurement that did not scatter.</summary>
    public void Add(
        string variant, double median, string device = TestKernels.DeviceKey, ShapeBucket? bucket = null, TuningStatus status = TuningStatus.Ok,
        int emitter = TestKernels.EmitterVersion, int samples = 9, string shape = "")
    {
        var key = new TuningKey(TestKernels.SpecHash, emitter, VariantId.Family(variant), variant, device, bucket ?? TestKernels.Bucket);
        using var connection = SqliteConnection.OpenReadWrite(Path);
        using var insert = connection.Prepare(
            $"INSERT INTO measurement ({TuningColumns.Names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, '', ?, 1, ?, ?, ?, ?, 0, '', '', '', '', '')");
        insert.Bind(key.ToString()).Bind(key.SpecHash).Bind(emitter).Bind(key.Family).Bind(variant).Bind(device)
            .Bind(key.Bucket.Heads).Bind(key.Bucket.QueryLength).Bind(key.Bucket.KeyLength)
            .Bind(TuningStatusText.Of(status)).Bind(shape).Bind(samples).Bind(median).Bind(median).Bind(median).Step();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
