using System.Diagnostics;

namespace QuickStart;

/// <summary>Times contenders in turn, so that whatever disturbs the machine disturbs all of them alike.</summary>
internal static class Race
{
    /// <summary>The median seconds of each contender over some rounds; a round before them warms up and does not count.</summary>
    public static double[] Medians(IReadOnlyList<Contender> contenders, int rounds)
    {
        foreach (var contender in contenders)
            contender.Run();
        var samples = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                contenders[i].Run();
                samples[i][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }
        foreach (var times in samples)
            Array.Sort(times);
        return [.. samples.Select(times => times[times.Length / 2])];
    }
}
