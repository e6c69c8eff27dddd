using System.Runtime.Intrinsics;
using KernelGen.Devices.Cpu;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

public sealed unsafe class ElementRowsTests
{
    [Fact]
    public void Every_float16_becomes_its_float32()
    {
        var source = Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).ToArray();
        var widened = Widen(source);

        for (var i = 0; i < source.Length; i++)
            Same(widened[i], (float)source[i]).ShouldBeTrue($"bits {i:x4}: {widened[i]} instead of {(float)source[i]}");
    }

    [Fact]
    public void Every_bfloat16_becomes_its_float32()
    {
        var source = Enumerable.Range(0, 1 << 16).Select(bits => BFloat16.FromBits((ushort)bits)).ToArray();
        var widened = Widen(source);

        for (var i = 0; i < source.Length; i++)
            Same(widened[i], source[i]).ShouldBeTrue($"bits {i:x4}: {widened[i]} instead of {(float)source[i]}");
    }

    [Fact]
    public void Every_float8_becomes_its_float32_at_every_vector_width()
    {
        // One more than any vector's multiple, so that the scalar end is met too.
        var source = Enumerable.Range(0, 257).Select(bits => Float8E4M3.FromBits((byte)bits)).ToArray();
        var widened = Widen(source);
        float[] w128 = new float[256], w256 = new float[256], w512 = new float[256];
        fixed (Float8E4M3* from = source)
        fixed (float* p128 = w128, p256 = w256, p512 = w512)
        {
            for (var i = 0; i < 256; i += 4)
                Rows.Load128(from + i).Store(p128 + i);
            for (var i = 0; i < 256; i += 8)
                Rows.Load256(from + i).Store(p256 + i);
            for (var i = 0; i < 256; i += 16)
                Rows.Load512(from + i).Store(p512 + i);
        }

        for (var i = 0; i < source.Length; i++)
            Same(widened[i], source[i]).ShouldBeTrue($"bits {i:x2}: {widened[i]} instead of {(float)source[i]}");
        foreach (var wide in new[] { w128, w256, w512 })
        {
            for (var i = 0; i < wide.Length; i++)
                Same(wide[i], source[i]).ShouldBeTrue($"bits {i:x2}: {wide[i]} instead of {(float)source[i]}");
        }
    }

    [Fact]
    public void Float32_rounds_to_float16_as_the_framework_rounds_it()
    {
        var source = Interesting(bits => (float)BitConverter.UInt16BitsToHalf(bits));
        var narrowed = Narrow<Half>(source);

        for (var i = 0; i < source.Length; i++)
            Same((float)narrowed[i], (float)(Half)source[i]).ShouldBeTrue($"{source[i]:R}: {narrowed[i]} instead of {(Half)source[i]}");
    }

    [Fact]
    public void Float32_rounds_to_bfloat16_as_the_scalar_conversion_rounds_it()
    {
        var source = Interesting(bits => BFloat16.FromBits(bits));
        var narrowed = Narrow<BFloat16>(source);

        for (var i = 0; i < source.Length; i++)
            Same(narrowed[i], (BFloat16)source[i]).ShouldBeTrue($"{source[i]:R}: {narrowed[i]} instead of {(BFloat16)source[i]}");
    }

    [Fact]
    public void Rows_of_any_length_are_converted_whole_and_nothing_beside_them_is_touched()
    {
        const float untouched = -7;
        for (var columns = 0; columns <= 40; columns++)
        {
            var source = Enumerable.Range(0, columns).Select(i => (Half)(i + 0.5f)).ToArray();
            var row = new float[columns + 2];
            var back = new Half[columns + 2];
            Array.Fill(row, untouched);
            Array.Fill(back, (Half)untouched);
            fixed (Half* from = source)
            fixed (float* wide = row)
            fixed (Half* narrow = back)
            {
                ElementRows.Widen(from, wide + 1, columns);
                ElementRows.Narrow(wide + 1, narrow + 1, columns);
            }
            row.ShouldBe([untouched, .. source.Select(value => (float)value), untouched]);
            back.ShouldBe([(Half)untouched, .. source, (Half)untouched]);
        }
    }

    // Every 16-bit value, the midpoints between neighbours, what lies just beside those, and random bits; not a multiple of any vector.
    private static float[] Interesting(Func<ushort, float> widen)
    {
        var random = new Random(5);
        var values = new List<float>();
        for (var bits = 0; bits < 0xffff; bits++)
        {
            var (low, high) = (widen((ushort)bits), widen((ushort)(bits + 1)));
            var middle = (float)(((double)low + high) / 2);
            values.AddRange([low, middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle)]);
        }
        for (var i = 0; i < 100_003; i++)
            values.Add(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        return [.. values];
    }

    private static float[] Widen<T>(T[] source)
        where T : unmanaged
    {
        var result = new float[source.Length];
        fixed (T* from = source)
        fixed (float* to = result)
            ElementRows.Widen(from, to, source.Length);
        return result;
    }

    private static T[] Narrow<T>(float[] source)
        where T : unmanaged
    {
        var result = new T[source.Length];
        fixed (float* from = source)
        fixed (T* to = result)
            ElementRows.Narrow(from, to, source.Length);
        return result;
    }

    private static bool Same(float a, float b)
        => float.IsNaN(a) ? float.IsNaN(b) : BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b);
}
