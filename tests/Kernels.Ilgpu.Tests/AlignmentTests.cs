using ILGPU;
using ILGPU.Runtime;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>Tensors that begin at multiples of 16 bytes are loaded 16 bytes at a time, others one element at a time.</summary>
public sealed class AlignmentTests
{
    // Prefill with rows past the end, and decoding with grouped heads.
    private static readonly AttentionShape[] s_shapes = [new(1, 4, 2, 70, 90), new(2, 4, 2, 2, 130)];

    public static TheoryData<ElementType, int> Heads => new(
        from precision in Enum.GetValues<ElementType>()
        from headDim in new[] { 40, 64, 128 }
        select (precision, headDim));

    [Theory]
    [MemberData(nameof(Heads))]
    public void Both_loads_give_the_same_bits(ElementType precision, int headDim)
    {
        var test = new SpecCase(precision, headDim, headDim, MaskKind.Causal);
        var spec = IlgpuCompiler.Compile(SpecFactory.Create(test), test.Name, IlgpuConfigSpace.Defaults(SpecFactory.Create(test)));
        foreach (var shape in s_shapes)
        {
            var aligned = Run(spec, shape, headDim, precision, 0);
            aligned.ShouldContain(value => value != 0);
            Run(spec, shape, headDim, precision, 1).ShouldBe(aligned, $"{shape}");
            // Sixteen bytes from the beginning they are aligned again.
            Run(spec, shape, headDim, precision, 16 / precision.Bytes()).ShouldBe(aligned, $"{shape}");
        }
    }

    private static unsafe byte[] Run(IIlgpuSpec spec, AttentionShape shape, int headDim, ElementType precision, int offset)
    {
        var (bytes, outputBytes) = (precision.Bytes(), precision.Output().Bytes());
        var accelerator = IlgpuRunner.Instance.Accelerator;
        using var q = Tensor(shape.QueryHeads, shape.QueryLength, bytes, 1);
        using var k = Tensor(shape.KeyHeads, shape.KeyLength, bytes, 2);
        using var v = Tensor(shape.KeyHeads, shape.KeyLength, bytes, 3);
        using var o = Tensor(shape.QueryHeads, shape.QueryLength, outputBytes, null);
        spec.Run(
            accelerator.DefaultStream, View(q, bytes), View(k, bytes), View(v, bytes), View(o, outputBytes), null, shape, AttentionStrides.Bhnd(shape, headDim, headDim),
            new AttentionOptions(), default, []);
        accelerator.Synchronize();
        return o.GetAsArray1D()[(offset * outputBytes)..];

        MemoryBuffer1D<byte, Stride1D.Dense> Tensor(int heads, int rows, int size, int? seed)
        {
            var content = new byte[(offset + shape.Batch * heads * rows * headDim) * size];
            var random = new Random(seed ?? 0);
            for (var at = offset * bytes; seed is not null && at < content.Length; at += bytes)
                Write(content.AsSpan(at, bytes), random.NextSingle() - 0.5f, spec.Compiled.Facts.Precision);
            return accelerator.Allocate1D(content);
        }

        ArrayView<byte> View(MemoryBuffer1D<byte, Stride1D.Dense> buffer, int size) => buffer.View.BaseView.SubView(offset * size, (int)buffer.Length - offset * size);
    }

    private static void Write(Span<byte> element, float value, Precision precision)
    {
        if (precision == Precision.Float32)
            BitConverter.TryWriteBytes(element, value);
        else if (precision == Precision.Float16)
            BitConverter.TryWriteBytes(element, (System.Half)value);
        else if (precision == Precision.Float8E4M3)
            element[0] = ((Float8E4M3)value).Bits;
        else
            BitConverter.TryWriteBytes(element, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
    }
}
