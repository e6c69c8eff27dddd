using KernelGen.Selection;
using KernelGen.Tuner.Tests.Commands;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Tests.Reports;

/// <summary>Measurements with everything that a report has to show: several shapes, devices, failures of each kind, and a text that would be markup.</summary>
internal static class PlantedReport
{
    public const string Gpu = "cuda:nvidia-h200:9.0:132mp";

    public static readonly string Best = "cpu.simd/q96-k128-w256";

    public static readonly string Hostile = "<script>document.title='broken'</script> & \"quoted\"";

    public static IReadOnlyList<TuningRow> Rows { get; } = [.. Tuned(), .. Unreadable()];

    private static IEnumerable<TuningRow> Tuned()
    {
        (int Heads, int Queries, int Keys)[] shapes = [(8, 128, 128), (8, 1024, 1024), (16, 1024, 1024), (4, 4096, 4096), (32, 64, 4096), (32, 1, 8192)];
        int[] queries = [24, 48, 96, 144], keys = [64, 128, 256];
        foreach (var shape in shapes)
        {
            var least = 1e-3 * shape.Heads * shape.Queries * shape.Keys + 20;
            foreach (var (query, key) in queries.SelectMany(query => keys.Select(key => (query, key))))
            {
                foreach (var width in new[] { 256, 128 })
                {
                    var away = Math.Abs(Math.Log2(query / 96.0)) * 0.12 + Math.Abs(Math.Log2(key / 128.0)) * 0.06 + (width == 128 ? 0.9 : 0);
                    yield return Row($"cpu.simd/q{query}-k{key}-w{width}", least * (1 + away), shape);
                }
            }
            yield return Row("cpu.simd/q192-k64-w256", 0, shape, TuningStatus.WrongResult, Hostile);
            yield return Row("cpu.simd/q192-k128-w256", 0, shape, TuningStatus.Infeasible, "needs more registers than there are");
            yield return Row("cpu.simd/q192-k256-w256", 0, shape, TuningStatus.Timeout, "one run took 12.0 s; the limit was 1.0 s");
            yield return Row("cpu.simd/q24-k512-w256", 0, shape, TuningStatus.LaunchError, "it threw");
        }
    }

    // Of a spec that a newer version wrote, on another device, with ids that spell no tile.
    private static IEnumerable<TuningRow> Unreadable()
        => [TestRows.Row("cuda.mma/some-kernel", 12, device: Gpu), TestRows.Row("cuda.mma/another-kernel", 14, device: Gpu)];

    private static TuningRow Row(string variant, double median, (int Heads, int Queries, int Keys) shape, TuningStatus status = TuningStatus.Ok, string message = "")
    {
        var row = PlantedResults.Row(variant, median, status: status);
        return row with
        {
            Key = row.Key with { Bucket = new ShapeBucket(shape.Heads, shape.Queries, shape.Keys) },
            Shape = FormattableString.Invariant($"B1,Hq{shape.Heads},Hkv{shape.Heads},Nq{shape.Queries},Nk{shape.Keys}"),
            Message = message,
        };
    }
}
