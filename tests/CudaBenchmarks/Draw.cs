using System.Runtime.InteropServices;

namespace KernelGen.CudaBenchmarks;

/// <summary>
/// The tensors of the cases, drawn from a hash of seed and index, so that another program, in another language, on another device, has the
/// same ones without a file: cuda_cases.py takes the same steps.
/// </summary>
internal static class Draw
{
    /// <summary>Rows and columns of a block of <see cref="Blocks128"/>.</summary>
    public const int Block = 128;

    // Of a thousand blocks, those kept beside the diagonal; one position of so many begins a document.
    private const int BlocksKept = 100;
    private const int DocumentLength = 1024;

    // Uniform with variance 1.
    private const float Width = 3.4641016f;

    /// <summary>Which tensor.</summary>
    public enum Seed : uint
    {
        /// <summary>Q.</summary>
        Query = 1,

        /// <summary>K.</summary>
        Key,

        /// <summary>V.</summary>
        Value,

        /// <summary>The blocks that are kept.</summary>
        Blocks,

        /// <summary>Where documents begin.</summary>
        Documents,
    }

    /// <summary>Elements of a tensor from its index <paramref name="first"/> on, uniform with mean 0 and variance 1.</summary>
    /// <typeparam name="T"><see cref="BFloat16"/> or <see cref="Float8E4M3"/>.</typeparam>
    public static void Uniform<T>(Span<T> target, long first, Seed seed)
        where T : unmanaged
    {
        if (typeof(T) == typeof(Float8E4M3))
            Fill(MemoryMarshal.Cast<T, Float8E4M3>(target), first, seed, value => (Float8E4M3)value);
        else
            Fill(MemoryMarshal.Cast<T, BFloat16>(target), first, seed, value => (BFloat16)value);
    }

    /// <summary>Which blocks are kept: the diagonal, and one in ten.</summary>
    public static BlockMask Blocks(in AttentionShape shape)
    {
        var (rows, columns) = (Ceiling(shape.QueryLength), Ceiling(shape.KeyLength));
        var mask = BlockMask.Empty(shape with { Batch = 1, QueryHeads = 1, KeyHeads = 1 }, Block, Block);
        for (var i = 0; i < mask.Blocks.Length; i++)
        {
            var (row, column) = Math.DivRem(i, columns);
            mask.Blocks[i] = row == column || Hash((uint)i, Seed.Blocks) % 1000 < BlocksKept;
        }
        return mask.Blocks.Length == rows * columns ? mask : throw new InvalidOperationException("The mask has other blocks than the shape.");
    }

    /// <summary>The document of each position.</summary>
    public static int[] Documents(int length)
    {
        var documents = new int[length];
        var document = 0;
        for (var i = 0; i < length; i++)
            documents[i] = document += Hash((uint)i, Seed.Documents) % DocumentLength == 0 ? 1 : 0;
        return documents;
    }

    /// <summary>ALiBi's slope of each head.</summary>
    public static float[] Slopes(int heads) => [.. Enumerable.Range(1, heads).Select(head => MathF.Pow(2, -8f * head / heads))];

    private static void Fill<T>(Span<T> target, long first, Seed seed, Func<float, T> convert)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var unit = (Hash((uint)(first + i), seed) >> 8) * (1f / (1 << 24));
            target[i] = convert((unit - 0.5f) * Width);
        }
    }

    private static int Ceiling(int length) => (length + Block - 1) / Block;

    // Xor, shift and multiply: a well-mixed 32-bit hash.
    private static uint Hash(uint index, Seed seed)
    {
        var x = index + (uint)seed * 0x9E3779B9u;
        x = (x ^ (x >> 16)) * 0x7FEB352Du;
        x = (x ^ (x >> 15)) * 0x846CA68Bu;
        return x ^ (x >> 16);
    }
}
