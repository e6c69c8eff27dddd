using System.Numerics;
using System.Runtime.CompilerServices;

namespace KernelGen;

/// <summary>
/// A 64-bit hash of what arrays hold, to tell whether a plan was made for the same data. Four lanes of multiply and rotate: it runs at the
/// memory's speed. Not for keys that someone may choose to collide.
/// </summary>
internal static unsafe class ContentHash
{
    // Odd, with bits well mixed: the golden ratio's and others of the kind.
    private const ulong A = 0x9E3779B97F4A7C15;
    private const ulong B = 0xD6E8FEB86659FD93;

    /// <summary>The hash of some parameters' values, with their lengths; never 0.</summary>
    public static ulong Of(in CallData data, ReadOnlySpan<int> parameters)
    {
        var hash = A;
        foreach (var parameter in parameters)
        {
            var item = data[parameter];
            hash = Mix(hash, (ulong)(uint)item.Bits << 32 | (uint)item.Length);
            if (item.IsOnDevice)
                hash = Mix(hash, B);
            else if (item.IsArray)
                hash = Mix(hash, OfBytes((byte*)item.Address, (long)item.Length * item.ElementBytes));
        }
        return hash | 1;
    }

    /// <summary>The hash of words; never 0.</summary>
    public static ulong Of(ReadOnlySpan<ulong> words)
    {
        fixed (ulong* first = words)
            return OfBytes((byte*)first, (long)words.Length * sizeof(ulong)) | 1;
    }

    /// <summary>The hash of two together; never 0.</summary>
    public static ulong Join(ulong first, ulong second) => Mix(Mix(A, first), second) | 1;

    private static ulong OfBytes(byte* p, long count)
    {
        ulong a = A, b = B, c = ~A, d = ~B;
        for (; count >= 32; count -= 32, p += 32)
        {
            a = Mix(a, Unsafe.ReadUnaligned<ulong>(p));
            b = Mix(b, Unsafe.ReadUnaligned<ulong>(p + 8));
            c = Mix(c, Unsafe.ReadUnaligned<ulong>(p + 16));
            d = Mix(d, Unsafe.ReadUnaligned<ulong>(p + 24));
        }
        for (; count > 0; count--, p++)
            a = Mix(a, *p + 1ul);
        return Mix(Mix(Mix(a, b), c), d);
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        // Both steps can be undone, so two values differ in the result whenever they differ alone.
        hash = (hash ^ value) * B;
        return BitOperations.RotateLeft(hash, 29) * A;
    }
}
