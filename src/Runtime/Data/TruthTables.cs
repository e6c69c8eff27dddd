using KernelGen.Devices.Cpu;
using KernelGen.Planning;

namespace KernelGen;

/// <summary>The truth tables of all boolean tensors that a mask reads, for the time of one call.</summary>
internal sealed class TruthTables
{
    private static readonly IdleJobs<TruthTables> s_idle = new();

    private TruthTable[] _tables = [];

    // The place in _tables by the parameter's number; -1 for what has no table.
    private int[] _places = [];

    private TruthTables()
    {
    }

    /// <summary>A hash of what the tables hold.</summary>
    public ulong Hash { get; private set; }

    /// <summary>
    /// Makes the tables of a call; null when the mask reads no boolean tensor that the host sees. <see cref="Return"/> them when the call ends.
    /// </summary>
    /// <param name="reads">The tensors.</param>
    /// <param name="data">Checked data.</param>
    /// <param name="threads">How many threads may take part.</param>
    public static TruthTables? Make(ReadOnlySpan<TensorRead> reads, in CallData data, int threads)
    {
        if (!AnyIsSeen(reads, data))
            return null;
        var tables = s_idle.Take() ?? new TruthTables();
        tables.Fill(reads, data, threads);
        return tables;
    }

    /// <summary>The table of a parameter, null when it has none.</summary>
    public TruthTable? this[int parameter] => _places[parameter] is >= 0 and var place ? _tables[place] : null;

    /// <summary>Hands the tables back: their memory serves the next call.</summary>
    public void Return() => s_idle.Return(this);

    private static bool AnyIsSeen(ReadOnlySpan<TensorRead> reads, in CallData data)
    {
        foreach (var read in reads)
        {
            if (data.Sees(read.Parameter))
                return true;
        }
        return false;
    }

    private void Fill(ReadOnlySpan<TensorRead> reads, in CallData data, int threads)
    {
        if (_places.Length < data.Count)
            _places = new int[data.Count];
        _places.AsSpan().Fill(-1);
        while (_tables.Length < reads.Length)
            _tables = [.. _tables, new TruthTable()];
        Hash = 0;
        for (var i = 0; i < reads.Length; i++)
        {
            // Nothing is proven of what lies on a device.
            if (!data.Sees(reads[i].Parameter))
            {
                Hash = ContentHash.Join(Hash, 0);
                continue;
            }
            _places[reads[i].Parameter] = i;
            _tables[i].Prepare(data[reads[i].Parameter], reads[i]);
            TruthTableJob.Run(_tables[i], threads);
            Hash = ContentHash.Join(Hash, _tables[i].Hash());
        }
    }
}
