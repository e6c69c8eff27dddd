using KernelGen.Devices.Cuda;

namespace KernelGen.Tuner.Cuda;

/// <summary>
/// Times launches by the device's own clock: an event before and one after each. Before the first of them the second-level cache is overwritten,
/// so that no launch profits from what the one before it left there; and while the device does so, the host puts the launch into the
/// stream, so that its way there is not measured.
/// </summary>
internal sealed class CudaTimer : IDisposable
{
    // However the cache is divided among the multiprocessors and whatever it prefers to keep.
    private const int CachesToOverwrite = 2;

    // Launches that a stream takes without making the host wait, with room to spare.
    private const int MostAtOnce = 64;

    private readonly CudaStream _stream;
    private readonly DeviceBuffer<byte> _overwritten;
    private readonly List<(CudaEvent Start, CudaEvent End)> _events = [];

    /// <param name="stream">The stream of the launches.</param>
    public CudaTimer(CudaStream stream)
    {
        _stream = stream;
        _overwritten = stream.Device.Allocate<byte>((long)CachesToOverwrite * stream.Device.Facts.L2CacheBytes);
    }

    /// <summary>The mean time of a launch.</summary>
    /// <param name="repetitions">How often to launch; at least once.</param>
    /// <param name="launch">Puts the launch into the stream.</param>
    public TimeSpan Measure(int repetitions, Action launch)
    {
        var total = TimeSpan.Zero;
        for (var left = repetitions; left > 0; left -= MostAtOnce)
            total += MeasureAtOnce(Math.Min(left, MostAtOnce), launch);
        return total / repetitions;
    }

    public void Dispose()
    {
        foreach (var (start, end) in _events)
        {
            start.Dispose();
            end.Dispose();
        }
        _overwritten.Dispose();
    }

    private TimeSpan MeasureAtOnce(int repetitions, Action launch)
    {
        while (_events.Count < repetitions)
            _events.Add((_stream.Device.CreateEvent(), _stream.Device.CreateEvent()));
        for (var i = 0; i < repetitions; i++)
        {
            _overwritten.Clear(_stream);
            _events[i].Start.Record(_stream);
            launch();
            _events[i].End.Record(_stream);
        }
        _stream.Synchronize();
        var total = TimeSpan.Zero;
        for (var i = 0; i < repetitions; i++)
            total += _events[i].End.ElapsedSince(_events[i].Start);
        return total;
    }
}
