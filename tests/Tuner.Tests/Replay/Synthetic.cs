using KernelGen.Devices;
using KernelGen.Tuner.Replay;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Tests.Replay;

/// <summary>Recordings whose truth is known, and spaces over made-up tables of configs.</summary>
internal static class Synthetic
{
    /// <summary>A table of configs: query tiles x key tiles.</summary>
    public static IReadOnlyList<string> Table { get; } =
        [.. from query in new[] { 24, 48, 72, 96, 144 } from key in new[] { 64, 128, 192, 256, 512 } select $"planted/q{query}-k{key}"];

    /// <summary>A bowl: the farther from one config, the slower.</summary>
    public static double Bowl(string variant, string best)
    {
        double Place(string id, char column) => Math.Log2(int.Parse(id.Split('/')[1].Split('-').Single(part => part[0] == column)[1..], System.Globalization.CultureInfo.InvariantCulture));
        return 1000 * (1 + 0.05 * (Math.Abs(Place(variant, 'q') - Place(best, 'q')) + Math.Abs(Place(variant, 'k') - Place(best, 'k'))));
    }

    /// <summary>A recording of true times with noise.</summary>
    /// <param name="truth">The true time of each variant.</param>
    /// <param name="noise">The standard deviation of a sample, as a share.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="round">How slow each round is; 1 by default.</param>
    public static Recording Recording(
        IReadOnlyDictionary<string, double> truth, double noise = 0, int seed = 1, Func<int, double>? round = null, int rounds = 15)
    {
        var random = new Random(seed);
        var spec = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);
        var times = truth.ToDictionary(
            one => one.Key,
            one => (IReadOnlyList<double>)[.. Enumerable.Range(0, rounds).Select(i => one.Value * (round?.Invoke(i) ?? 1) * Math.Exp(noise * Normal(random)))]);
        return new Recording(spec, new DeviceKey("cpu", "planted", "avx512", "2c"), new AttentionShape(1, 8, 8, 1024, 1024), times);
    }

    /// <summary>A space over a recording.</summary>
    public static SearchSpace Space(Recording recording, Func<string, double> cost, params IReadOnlyList<string> seeds)
        => new([.. recording.Variants], cost, seeds);

    /// <summary>Times that follow <see cref="Bowl"/>.</summary>
    public static IReadOnlyDictionary<string, double> BowlAround(string best) => Table.ToDictionary(variant => variant, variant => Bowl(variant, best));

    /// <summary>A standard normal number (Box and Muller).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
