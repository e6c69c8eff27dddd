using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KernelGen.Devices.Cpu;

/// <summary>Packs K into transposed panels: per panel, per element of the head, the panel's keys side by side.</summary>
internal static unsafe class KeyPacker
{
    /// <summary>Packs one key tile; keys past the end become zero.</summary>
    /// <param name="keys">The tile's first key.</param>
    /// <param name="rowStride">Elements from one key to the next.</param>
    /// <param name="count">Keys to read, at least 1.</param>
    /// <param name="tileKeys">Keys to write.</param>
    /// <param name="headDim">Elements of a key.</param>
    /// <param name="panelKeys">Keys of a panel, a multiple of 4.</param>
    /// <param name="packed">Receives tileKeys x headDim floats.</param>
    /// <param name="staging">Scratch of 4 x headDim floats.</param>
    public static void Pack<T>(T* keys, long rowStride, int count, int tileKeys, int headDim, int panelKeys, float* packed, float* staging)
        where T : unmanaged
    {
        for (var key = 0; key < tileKeys; key += 4)
        {
            var target = packed + (long)(key / panelKeys * panelKeys) * headDim + key % panelKeys;
            var present = Math.Clamp(count - key, 0, 4);
            if (typeof(T) == typeof(float) && present == 4)
            {
                var row = (float*)keys + key * rowStride;
                Transpose(row, row + rowStride, row + 2 * rowStride, row + 3 * rowStride, headDim, target, panelKeys);
            }
            else
            {
                Rows.Load(keys + key * rowStride, rowStride, present, 4, headDim, headDim, 1, staging);
                Transpose(staging, staging + headDim, staging + 2 * headDim, staging + 3 * headDim, headDim, target, panelKeys);
            }
        }
    }

    private static void Transpose(float* r0, float* r1, float* r2, float* r3, int columns, float* target, int stride)
    {
        var c = 0;
        for (; c + 4 <= columns; c += 4, target += 4 * stride)
        {
            var (a, b, d, e) = Transpose(Vector128.Load(r0 + c), Vector128.Load(r1 + c), Vector128.Load(r2 + c), Vector128.Load(r3 + c));
            a.Store(target);
            b.Store(target + stride);
            d.Store(target + 2 * stride);
            e.Store(target + 3 * stride);
        }
        for (; c < columns; c++, target += stride)
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
