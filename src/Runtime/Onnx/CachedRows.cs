using System.Runtime.InteropServices;

namespace KernelGen.Onnx;

/// <summary>
/// The keys or the values of one call: past rows, new rows, and the place where both lie behind one another. That place is the present
/// tensor where the call wants it, memory of its own where not, and the new rows themselves where there is no past.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
internal readonly unsafe ref struct CachedRows<T>
    where T : unmanaged
{
    private readonly HeadLayout _fresh;
    private readonly TensorView _freshRows;
    private readonly TensorView? _past;
    private readonly TensorView? _present;
    private readonly void* _own;
    private readonly int _pastLength;
    private readonly int _size;

    /// <summary>Says where rows lie; nothing is copied yet.</summary>
    /// <param name="size">Elements of a row.</param>
    /// <param name="fresh">The layout of the new rows.</param>
    /// <param name="freshRows">The new rows.</param>
    /// <param name="past">The layout of the past ones, if there are any.</param>
    /// <param name="pastRows">The past rows.</param>
    /// <param name="present">The layout of the present tensor, if the call wants it.</param>
    /// <param name="presentRows">The present tensor.</param>
    public CachedRows(int size, HeadLayout fresh, T* freshRows, HeadLayout? past, T* pastRows, HeadLayout? present, T* presentRows)
    {
        (_size, _fresh, _freshRows) = (size, fresh, fresh.At(freshRows));
        _pastLength = past?.Length ?? 0;
        _past = past?.At(pastRows);
        _present = present?.At(presentRows);
        All = _present ?? _freshRows;
        if (past is null)
            All = _freshRows;
        else if (present is null)
        {
            var rows = (long)_pastLength + fresh.Length;
            _own = NativeMemory.Alloc(checked((nuint)fresh.Batch * (nuint)fresh.Heads * (nuint)rows * (nuint)size), (nuint)sizeof(T));
            All = new TensorView(_own, fresh.Heads * rows * size, rows * size, size);
        }
    }

    /// <summary>All rows, the past ones first. Valid from <see cref="Join"/> on.</summary>
    public TensorView All { get; }

    /// <summary>Copies what is not in its place yet.</summary>
    public void Join()
    {
        var to = _own is null ? _present : All;
        if (to is not { } place)
            return;
        if (_past is { } past && !IsSame(past, place))
            Copy(past, place, _pastLength);
        var behind = new TensorView((T*)place.Data + _pastLength * place.RowStride, place.BatchStride, place.HeadStride, place.RowStride);
        if (!IsSame(_freshRows, behind))
            Copy(_freshRows, behind, _fresh.Length);
    }

    /// <summary>Frees the memory of its own.</summary>
    public void Dispose() => NativeMemory.Free(_own);

    // A dimension of length 1 may have any stride.
    private bool IsSame(in TensorView a, in TensorView b)
        => a.Data == b.Data && a.RowStride == b.RowStride
            && (a.HeadStride == b.HeadStride || _fresh.Heads == 1) && (a.BatchStride == b.BatchStride || _fresh.Batch == 1);

    private void Copy(in TensorView from, in TensorView to, int rows)
    {
        // Rows that follow one another on both sides are one.
        var (count, size) = from.RowStride == _size && to.RowStride == _size ? (1, (long)rows * _size) : (rows, (long)_size);
        var bytes = size * sizeof(T);
        for (var batch = 0; batch < _fresh.Batch; batch++)
        {
            for (var head = 0; head < _fresh.Heads; head++)
            {
                T* source = from.Head<T>(batch, head), destination = to.Head<T>(batch, head);
                for (var row = 0; row < count; row++)
                    Buffer.MemoryCopy(source + row * from.RowStride, destination + row * to.RowStride, bytes, bytes);
            }
        }
    }
}
