using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Tests.Storage;

public sealed class SqliteStoreTests : TuningStoreSuite
{
    private readonly TempFolder _folder = new();

    private protected override string Location => _folder["tuning.db"];

    private protected override int Version
    {
        get
        {
            using var connection = SqliteConnection.OpenReadOnly(Location);
            return (int)connection.Scalar("PRAGMA user_version");
        }
    }

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }

    private protected override void CreateVersion1(TuningKey key) => OldDatabases.CreateVersion1(Location, key);

    private protected override void SetVersion(int version) => Execute(FormattableString.Invariant($"PRAGMA user_version = {version}"));

    private protected override void CreateForeignTable() => Execute("CREATE TABLE bookmark (address TEXT)");

    private void Execute(string sql)
    {
        using var connection = SqliteConnection.OpenReadWrite(Location);
        connection.Execute(sql);
    }
}
