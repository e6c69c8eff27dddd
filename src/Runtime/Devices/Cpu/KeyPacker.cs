using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KernelGen.Devices.Cpu;

/// <summary>Packs K into transposed panels: per panel, per element of the head, the panel's keys side by side.</summary>
internal static unsafe class KeyPacker
{
    /// <summary>Rows of the staging scratch.</summary>
    public const int StagingRows = 16;

    /// <summary>Packs one key tile; keys past the end become zero.</summary>
    /// <param name="keys">The tile's first key.</param>
    /// <param name="rowStride">Elements from one key to the next.</param>
    /// <param name="count">Keys to read, at least 1.</param>
    /// <param name="tileKeys">Keys to write.</param>
    /// <param name="headDim">Elements of a key.</param>
    /// <param name="packedDim">Elements that a packed key has: more when something else is packed behind these.</param>
    /// <param name="panelKeys">Keys of a panel, a multiple of 4.</param>
    /// <param name="packed">Receives tileKeys x headDim floats, in panels of panelKeys x packedDim.</param>
    /// <param name="staging">Scratch of <see cref="StagingRows"/> x headDim floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(T* keys, long rowStride, int count, int tileKeys, int headDim, int packedDim, int panelKeys, float* packed, float* staging)
        where T : unmanaged
    {
        // Sixteen keys at a time fill whole cache lines of the panel; four are what any processor can do.
        var step = Avx512F.IsSupported && panelKeys % 16 == 0 ? 16 : 4;
        for (var key = 0; key < tileKeys; key += step)
        {
            var target = packed + (long)(key / panelKeys * panelKeys) * packedDim + key % panelKeys;
            var present = Math.Clamp(count - key, 0, step);
            var rows = (float*)keys + key * rowStride;
            var stride = rowStride;
            if (typeof(T) != typeof(float) || present < step)
            {
                Rows.Load(keys + key * rowStride, rowStride, present, step, headDim, headDim, 1, staging);
                rows = staging;
                stride = headDim;
            }
            if (step == 16)
                Transpose16(rows, stride, headDim, target, panelKeys);
            else
                Transpose4(rows, stride, 0, headDim, target, panelKeys);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose16(float* rows, long stride, int columns, float* target, int panelKeys)
    {
        var c = 0;
        for (; c + 4 <= columns; c += 4, target += 4 * panelKeys)
        {
            // Lane L of vector i holds key 4 L + i; transposing within the lanes then puts the sixteen keys in order.
            var a = Gather(rows + c, stride);
            var b = Gather(rows + stride + c, stride);
            var d = Gather(rows + 2 * stride + c, stride);
            var e = Gather(rows + 3 * stride + c, stride);
            var (ad, da) = (Avx512F.UnpackLow(a, d), Avx512F.UnpackHigh(a, d));
            var (be, eb) = (Avx512F.UnpackLow(b, e), Avx512F.UnpackHigh(b, e));
            Avx512F.UnpackLow(ad, be).Store(target);
            Avx512F.UnpackHigh(ad, be).Store(target + panelKeys);
            Avx512F.UnpackLow(da, eb).Store(target + 2 * panelKeys);
            Avx512F.UnpackHigh(da, eb).Store(target + 3 * panelKeys);
        }
        for (var key = 0; key < 16 && c < columns; key += 4)
            Transpose4(rows + key * stride, stride, c, columns, target + key, panelKeys);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gather(float* row, long stride) => Vector512.Create(
        Vector256.Create(Vector128.Load(row), Vector128.Load(row + 4 * stride)),
        Vector256.Create(Vector128.Load(row + 8 * stride), Vector128.Load(row + 12 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose4(float* rows, long stride, int firstColumn, int columns, float* target, int panelKeys)
    {
        float* r0 = rows, r1 = rows + stride, r2 = rows + 2 * stride, r3 = rows + 3 * stride;
        var c = firstColumn;
        for (; c + 4 <= columns; c += 4, target += 4 * panelKeys)
        {
            var (a, b, d, e) = Transpose(Vector128.Load(r0 + c), Vector128.Load(r1 + c), Vector128.Load(r2 + c), Vector128.Load(r3 + c));
            a.Store(target);
            b.Store(target + panelKeys);
            d.Store(target + 2 * panelKeys);
            e.Store(target + 3 * panelKeys);
        }
        for (; c < columns; c++, target += panelKeys)
            Vector128.Create(r0[c], r1[c], r2[c], r3[c]).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        // Interleave rows 0 with 2 and 1 with 3, then the results with each other.
        var (ac, ca) = (Low(a, c), High(a, c));
        var (bd, db) = (Low(b, d), High(b, d));
        return (Low(ac, bd), High(ac, bd), Low(ca, db), High(ca, db));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.UnpackLow(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipLow(a, b);
        return Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
            return Sse.UnpackHigh(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.ZipHigh(a, b);
        return Vector128.Create(a[2], b[2], a[3], b[3]);
    }
}
