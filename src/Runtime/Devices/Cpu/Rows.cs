using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KernelGen.Devices.Cpu;

/// <summary>Rows between a tensor's precision and the float32 of the kernels. Used by emitted code.</summary>
public static unsafe partial class Rows
{
    private const int CacheLine = 64;

    // The smallest pages there are; where they are larger, a few more requests do no harm.
    private const int Page = 4096;

    // Two-operand shuffles: lanes 0 and 2, or 1 and 3, of the first operand and of the second. Two of them and an addition are cheaper
    // than the horizontal addition that processors also have.
    private const byte EvenLanes = 0x88;
    private const byte OddLanes = 0xdd;

    /// <summary>Converts rows to float32, scales them, and pads them with zeros in both directions.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="sourceStride">Elements from one row to the next.</param>
    /// <param name="count">Rows to read.</param>
    /// <param name="total">Rows to write; those past <paramref name="count"/> become zero.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="destinationStride">Floats from one written row to the next; those past <paramref name="columns"/> become zero.</param>
    /// <param name="scale">Factor on every element.</param>
    /// <param name="destination">Receives <paramref name="total"/> x <paramref name="destinationStride"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load<T>(
        T* source, long sourceStride, int count, int total, int columns, int destinationStride, float scale, float* destination)
        where T : unmanaged
    {
        for (var r = 0; r < count; r++)
        {
            var row = destination + (long)r * destinationStride;
            ElementRows.Widen(source + r * sourceStride, row, columns);
            if (scale != 1)
                ElementRows.Scale(row, columns, scale);
            new Span<float>(row + columns, destinationStride - columns).Clear();
        }
        new Span<float>(destination + (long)count * destinationStride, (total - count) * destinationStride).Clear();
    }

    /// <summary>Copies rows of factors behind rows that have been loaded, and scales them.</summary>
    /// <param name="source">The first row of factors; the next one follows it.</param>
    /// <param name="count">Rows to copy.</param>
    /// <param name="rank">Factors of a row.</param>
    /// <param name="scale">Factor on every element.</param>
    /// <param name="destination">Where the factors of the first row go.</param>
    /// <param name="destinationStride">Floats from there to where those of the next row go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LoadFactors(float* source, int count, int rank, float scale, float* destination, int destinationStride)
    {
        for (var r = 0; r < count; r++, source += rank, destination += destinationStride)
        {
            ElementRows.Widen(source, destination, rank);
            if (scale != 1)
                ElementRows.Scale(destination, rank, scale);
        }
    }

    /// <summary>Scales a row of float32, converts it to the tensor's precision (to nearest, ties to even) and stores it.</summary>
    /// <param name="source">The row; it is scaled in place.</param>
    /// <param name="destination">Receives the row.</param>
    /// <param name="columns">Elements of the row.</param>
    /// <param name="factor">Factor on every element.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store<T>(float* source, T* destination, int columns, float factor)
        where T : unmanaged
    {
        ElementRows.Scale(source, columns, factor);
        ElementRows.Narrow(source, destination, columns);
    }

    /// <summary>The natural log-sum-exp of a row from its maximum in base 2 and its sum; -infinity for an empty row.</summary>
    public static float LogSumExp(float maximum, float sum)
        => sum == 0 ? float.NegativeInfinity : (float)((maximum + Math.Log2(sum)) * 0.6931471805599453);

    /// <summary>The sums of neighbouring lanes: (a0 + a1, a2 + a3, b0 + b1, b2 + b3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> PairSums(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.Shuffle(a, b, EvenLanes) + Sse.Shuffle(a, b, OddLanes);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.AddPairwise(a, b);
        return Vector128.Create(a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]);
    }

    /// <summary>The sums of neighbouring lanes, of each 128 bits as <see cref="PairSums(Vector128{float}, Vector128{float})"/> gives them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PairSums(Vector256<float> a, Vector256<float> b) => Avx.IsSupported
        ? Avx.Shuffle(a, b, EvenLanes) + Avx.Shuffle(a, b, OddLanes)
        : Vector256.Create(PairSums(a.GetLower(), b.GetLower()), PairSums(a.GetUpper(), b.GetUpper()));

    /// <summary>The sums of neighbouring lanes, of each 128 bits as <see cref="PairSums(Vector128{float}, Vector128{float})"/> gives them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PairSums(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported
        ? Avx512F.Shuffle(a, b, EvenLanes) + Avx512F.Shuffle(a, b, OddLanes)
        : Vector512.Create(PairSums(a.GetLower(), b.GetLower()), PairSums(a.GetUpper(), b.GetUpper()));

    /// <summary>Asks for memory ahead of its use, into the second-level cache. Any address is allowed; without such an instruction it does nothing.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="bytes">How many, a constant so that the loop unrolls.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address, int bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (var i = 0; i < bytes; i += CacheLine)
            Sse.Prefetch1((byte*)address + i);
    }

    /// <summary>
    /// Asks for a line of each page that rows lie on, well before the rows themselves are asked for. A request in a page whose address is not
    /// at hand waits until the page tables have been walked, in a virtual machine those of the host too, and holds up the requests behind it;
    /// these have nothing behind them. Any address is allowed.
    /// </summary>
    /// <param name="first">The first row.</param>
    /// <param name="rowBytes">Bytes from one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PrefetchPages(void* first, long rowBytes, int rows)
    {
        if (!Sse.IsSupported)
            return;
        var step = Math.Max(Page, Math.Abs(rowBytes));
        var direction = Math.Sign(rowBytes);
        var total = Math.Abs(rowBytes) * rows;
        for (long offset = 0; offset < total; offset += step)
            Sse.Prefetch1((byte*)first + direction * offset);
    }
}
