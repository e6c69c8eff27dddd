using System.Runtime.InteropServices;

namespace KernelGen.Tuner.Measurement;

/// <summary>Fills the caches of all processors with something else.</summary>
internal sealed unsafe class CacheEvictor : IDisposable
{
    // More than the share of a last-level cache that a core has on any current server (AMD EPYC with stacked cache: 96 MB for 8 cores).
    private const nuint BytesPerThread = 64 << 20;

    private const int LineBytes = 64;

    private readonly byte*[] _blocks;

    /// <summary>Allocates what is read.</summary>
    /// <param name="threads">Threads that the runs take; 0 means one per processor.</param>
    public CacheEvictor(int threads)
    {
        _blocks = new byte*[threads > 0 ? threads : Environment.ProcessorCount];
        for (var i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = (byte*)NativeMemory.AlignedAlloc(BytesPerThread, LineBytes);
            NativeMemory.Clear(_blocks[i], BytesPerThread);
        }
    }

    /// <summary>Writes to every line of the blocks, each by a thread of its own.</summary>
    public void Evict() => Parallel.For(0, _blocks.Length, i =>
    {
        for (nuint line = 0; line < BytesPerThread; line += LineBytes)
            _blocks[i][line]++;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < _blocks.Length; i++)
        {
            NativeMemory.AlignedFree(_blocks[i]);
            _blocks[i] = null;
        }
    }
}
