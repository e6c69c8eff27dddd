using System.Diagnostics;
using System.Globalization;
using KernelGen.Selection;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

// Does to a tuning database what `kernelgen tune` does, without kernels: a row for each variant, refreshed after each of five samples. Says what
// is stored as soon as it is, so that a test that ends this process knows what must be there.
//   KernelGen.TuningWriter <database> <spec hash> <seconds>
const int samplesPerRow = 5;
// What a short sample takes. Without it the write lock would be free for moments only, and whoever waits for it longest may starve.
var sampling = TimeSpan.FromMilliseconds(2);
var (location, spec) = (args[0], args[1]);
var limit = TimeSpan.FromSeconds(double.Parse(args[2], CultureInfo.InvariantCulture));
try
{
    using var writer = TuningDatabaseWriter.Open(location);
    var watch = Stopwatch.StartNew();
    var number = 0;
    for (; watch.Elapsed < limit; number++)
    {
        var row = Row(number, 1);
        Thread.Sleep(sampling);
        var id = writer.Add(row);
        Say(number, 1);
        for (var samples = 2; samples <= samplesPerRow; samples++)
        {
            Thread.Sleep(sampling);
            writer.Update(id, Row(number, samples));
            Say(number, samples);
        }
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done {number}"));
    return 0;
}
catch (TuningDatabaseException error)
{
    Console.Error.WriteLine("error: " + error.Message);
    return 2;
}

void Say(int number, int samples)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stored {number} {samples}"));
    Console.Out.Flush();
}

TuningRow Row(int number, int samples)
{
    var variant = string.Create(CultureInfo.InvariantCulture, $"cpu.simd/q{number}-k64-w512");
    return new TuningRow
    {
        Key = new TuningKey(spec, 1, "cpu.simd", variant, "cpu:test-cpu:avx2:4c", new ShapeBucket(8, 1024, 1024)),
        SpecName = "Demo." + spec,
        SpecText = "text of " + spec,
        Status = TuningStatus.Ok,
        Shape = "B1,Hq8,Hkv8,Nq1024,Nk1024",
        Threads = 1,
        Samples = samples,
        Median = number + 1,
        P20 = number + 1,
        P80 = number + 1,
        Times = [.. Enumerable.Repeat(number + 1.0, samples)],
        MaxError = 0,
        ToolVersion = "1.2.3",
        Time = DateTimeOffset.UtcNow,
        Environment = "test",
    };
}
