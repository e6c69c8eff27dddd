using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KernelGen.Devices.Cpu;

/// <summary>Packs V into column panels: per panel, per key, the panel's columns side by side, padded with zeros.</summary>
internal static unsafe class ValuePacker
{
    /// <summary>Packs one key tile; keys past the end become zero.</summary>
    /// <param name="values">The tile's first value.</param>
    /// <param name="rowStride">Elements from one value to the next.</param>
    /// <param name="count">Values to read.</param>
    /// <param name="tileKeys">Values to write.</param>
    /// <param name="valueDim">Elements of a value.</param>
    /// <param name="panels">Columns of each panel.</param>
    /// <param name="packed">Receives tileKeys x (sum of panels) floats.</param>
    /// <returns>Whether a value holds a NaN or an infinity.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Pack<T>(T* values, long rowStride, int count, int tileKeys, int valueDim, int[] panels, float* packed)
        where T : unmanaged
    {
        var first = 0;
        var poison = 0f;
        foreach (var width in panels)
        {
            var columns = Math.Min(width, valueDim - first);
            var panel = packed + (long)first * tileKeys;
            Rows.Load(values + first, rowStride, count, tileKeys, columns, width, 1, panel);
            // 0 x finite is 0 and 0 x (NaN or infinity) is NaN; so the dot product with zero tells.
            poison += ZeroTimes(panel, (long)count * width);
            first += width;
        }
        return float.IsNaN(poison);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ZeroTimes(float* values, long count)
    {
        var sums = Vector128<float>.Zero;
        for (long i = 0; i < count; i += 4)
            sums += Vector128.Load(values + i) * Vector128<float>.Zero;
        return Vector128.Sum(sums);
    }
}
