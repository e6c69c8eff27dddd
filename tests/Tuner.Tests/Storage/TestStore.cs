using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>Fills and reads databases.</summary>
internal static class TestStore
{
    public static string Fill(string location, params IReadOnlyList<TuningRow> rows)
    {
        using var writer = TuningDatabaseWriter.Open(location);
        foreach (var row in rows)
            writer.Add(row);
        return location;
    }

    public static IReadOnlyList<TuningRow> Rows(string location)
    {
        using var reader = TuningDatabaseReader.Open(location);
        return reader?.Rows() ?? [];
    }
}
