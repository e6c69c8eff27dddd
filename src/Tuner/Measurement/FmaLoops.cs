using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using KernelGen.Devices.Cpu;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// The loops behind <see cref="Ceilings"/>. Written out because accumulators must be locals to live in registers; optimised from the first
/// call (AggressiveOptimization) because a ceiling that is still being compiled is none.
/// </summary>
internal static unsafe class FmaLoops
{
    // 512 bits come with 32 registers: 16 accumulators, 4 columns and a broadcast. The others have 16: 12 accumulators, 2 and 1.
    private const int Rows512 = 4;
    private const int Vectors512 = 4;
    private const int Rows256 = 6;
    private const int Rows128 = 6;
    private const int VectorsNarrow = 2;

    /// <summary>Floats that <see cref="Run"/> needs: A, B and the result, for the largest tile of any width.</summary>
    public static int BlockFloats(int steps) => ResultOffset(steps) + Rows256 * 16;

    /// <summary>Multiply-adds of one <see cref="Run"/>.</summary>
    public static long MultiplyAdds(int vectorBits, int steps) => steps * vectorBits / 32L * vectorBits switch
    {
        512 => Rows512 * Vectors512,
        256 => Rows256 * VectorsNarrow,
        _ => Rows128 * VectorsNarrow,
    };

    /// <summary>One pass over the block: C += A B, with a tile of C in registers.</summary>
    public static void Run(int vectorBits, float* block, int steps)
    {
        var b = block;
        var a = block + AOffset(steps);
        var c = block + ResultOffset(steps);
        switch (vectorBits)
        {
            case 512:
                Tile512(a, b, c, steps);
                break;
            case 256:
                Tile256(a, b, c, steps);
                break;
            default:
                Tile128(a, b, c, steps);
                break;
        }
    }

    // Pages are asked for ahead of their use, as decoding does: without it this machine's page tables would be the limit.
    private const int PageFloats = 1024;
    private const int FloatsAhead = 16 * PageFloats;

    /// <summary>The sum of all elements, with four accumulators of the widest vector so that the loads are the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(ReadOnlySpan<float> values)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        fixed (float* first = &MemoryMarshal.GetReference(values))
        {
            var i = 0;
            for (; i <= values.Length - 64; i += 64)
            {
                if (i % PageFloats == 0)
                    Rows.PrefetchPages(first + i + FloatsAhead, PageFloats * sizeof(float), 1);
                s0 += Vector512.Load(first + i);
                s1 += Vector512.Load(first + i + 16);
                s2 += Vector512.Load(first + i + 32);
                s3 += Vector512.Load(first + i + 48);
            }
            var sum = Vector512.Sum(s0 + s1 + (s2 + s3));
            for (; i < values.Length; i++)
                sum += first[i];
            return sum;
        }
    }

    private static int AOffset(int steps) => steps * Vectors512 * 16;

    private static int ResultOffset(int steps) => AOffset(steps) + steps * Rows256;

    /// <summary>4 x 4 accumulators of 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile512(float* a, float* b, float* c, int steps)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<float> c30 = default, c31 = default, c32 = default, c33 = default;
        for (var step = 0; step < steps; step++, a += Rows512, b += 4 * 16)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var b2 = Vector512.Load(b + 32);
            var b3 = Vector512.Load(b + 48);
            var a0 = Vector512.Create(a[0]);
            c00 = Vector512.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(a0, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(a0, b2, c02);
            c03 = Vector512.MultiplyAddEstimate(a0, b3, c03);
            var a1 = Vector512.Create(a[1]);
            c10 = Vector512.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(a1, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(a1, b2, c12);
            c13 = Vector512.MultiplyAddEstimate(a1, b3, c13);
            var a2 = Vector512.Create(a[2]);
            c20 = Vector512.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(a2, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(a2, b2, c22);
            c23 = Vector512.MultiplyAddEstimate(a2, b3, c23);
            var a3 = Vector512.Create(a[3]);
            c30 = Vector512.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(a3, b1, c31);
            c32 = Vector512.MultiplyAddEstimate(a3, b2, c32);
            c33 = Vector512.MultiplyAddEstimate(a3, b3, c33);
        }
        (c00 + c01 + c02 + c03).Store(c);
        (c10 + c11 + c12 + c13).Store(c + 16);
        (c20 + c21 + c22 + c23).Store(c + 32);
        (c30 + c31 + c32 + c33).Store(c + 48);
    }

    /// <summary>6 x 2 accumulators of 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile256(float* a, float* b, float* c, int steps)
    {
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        Vector256<float> c40 = default, c41 = default;
        Vector256<float> c50 = default, c51 = default;
        for (var step = 0; step < steps; step++, a += Rows256, b += 2 * 8)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var a0 = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(a0, b1, c01);
            var a1 = Vector256.Create(a[1]);
            c10 = Vector256.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(a1, b1, c11);
            var a2 = Vector256.Create(a[2]);
            c20 = Vector256.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(a2, b1, c21);
            var a3 = Vector256.Create(a[3]);
            c30 = Vector256.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(a3, b1, c31);
            var a4 = Vector256.Create(a[4]);
            c40 = Vector256.MultiplyAddEstimate(a4, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(a4, b1, c41);
            var a5 = Vector256.Create(a[5]);
            c50 = Vector256.MultiplyAddEstimate(a5, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(a5, b1, c51);
        }
        (c00 + c01).Store(c);
        (c10 + c11).Store(c + 8);
        (c20 + c21).Store(c + 16);
        (c30 + c31).Store(c + 24);
        (c40 + c41).Store(c + 32);
        (c50 + c51).Store(c + 40);
    }

    /// <summary>6 x 2 accumulators of 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile128(float* a, float* b, float* c, int steps)
    {
        Vector128<float> c00 = default, c01 = default;
        Vector128<float> c10 = default, c11 = default;
        Vector128<float> c20 = default, c21 = default;
        Vector128<float> c30 = default, c31 = default;
        Vector128<float> c40 = default, c41 = default;
        Vector128<float> c50 = default, c51 = default;
        for (var step = 0; step < steps; step++, a += Rows128, b += 2 * 4)
        {
            var b0 = Vector128.Load(b);
            var b1 = Vector128.Load(b + 4);
            var a0 = Vector128.Create(a[0]);
            c00 = Vector128.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector128.MultiplyAddEstimate(a0, b1, c01);
            var a1 = Vector128.Create(a[1]);
            c10 = Vector128.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector128.MultiplyAddEstimate(a1, b1, c11);
            var a2 = Vector128.Create(a[2]);
            c20 = Vector128.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector128.MultiplyAddEstimate(a2, b1, c21);
            var a3 = Vector128.Create(a[3]);
            c30 = Vector128.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector128.MultiplyAddEstimate(a3, b1, c31);
            var a4 = Vector128.Create(a[4]);
            c40 = Vector128.MultiplyAddEstimate(a4, b0, c40);
            c41 = Vector128.MultiplyAddEstimate(a4, b1, c41);
            var a5 = Vector128.Create(a[5]);
            c50 = Vector128.MultiplyAddEstimate(a5, b0, c50);
            c51 = Vector128.MultiplyAddEstimate(a5, b1, c51);
        }
        (c00 + c01).Store(c);
        (c10 + c11).Store(c + 4);
        (c20 + c21).Store(c + 8);
        (c30 + c31).Store(c + 12);
        (c40 + c41).Store(c + 16);
        (c50 + c51).Store(c + 20);
    }
}
