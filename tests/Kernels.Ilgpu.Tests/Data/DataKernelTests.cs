using ILGPU;
using ILGPU.Runtime;
using KernelGen.Kernels.Cpu.Tests.Data;
using KernelGen.Kernels.Data;
using KernelGen.Kernels.Reference;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests.Data;

/// <summary>Kernels of masks and scores with data against the definition, with plans that know the data and plans that do not.</summary>
public sealed class DataKernelTests
{
    private const int HeadDim = 24;

    // Prefill and decoding, odd lengths, groups; two sequences where the case reads the batch.
    private static readonly AttentionShape[] s_shapes = [new(2, 2, 1, 67, 67), new(2, 4, 1, 1, 203), new(2, 4, 2, 3, 700)];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            // ILGPU kernels read no tensors.
            foreach (var test in DataCases.All.Where(test => !test.Spec(ElementType.Float32, HeadDim).Data.Any(parameter => parameter.IsTensor)))
            {
                data.Add(test.Name, true);
                if (DataCaseHasArrays(test))
                    data.Add(test.Name, false);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_definition(string name, bool hostKnowsData)
    {
        var test = DataCases.All.Single(candidate => candidate.Name == name);
        var spec = test.Spec(ElementType.Float32, HeadDim);
        // Small tiles, so that short sequences have Empty, Partial and Full ones.
        var compiled = IlgpuCompiler.Compile(spec, name, [new IlgpuConfig(16, 32, 32, 4)]);
        foreach (var shape in s_shapes)
            Check(test, compiled, shape, hostKnowsData);
    }

    private static unsafe void Check(DataCase test, IIlgpuSpec spec, AttentionShape shape, bool hostKnowsData)
    {
        using var tensors = new Tensors(shape, HeadDim, ElementType.Float32);
        var values = test.Values(shape);
        using var data = new TestData(values);
        var items = stackalloc DataItem[Math.Max(1, data.Data.Count)];
        for (var i = 0; i < data.Data.Count; i++)
            items[i] = data.Data[i].IsArray && !hostKnowsData ? DataItem.OnDevice(data.Data[i].Type, data.Data[i].Length) : data.Data[i];
        var accelerator = IlgpuRunner.Instance.Accelerator;
        var buffers = new List<IDisposable>();
        object[] arguments = [.. values.Select(value => Argument(accelerator, value, buffers))];
        var call = new CallData(items, data.Data.Count);
        var (output, lse) = tensors.Run(one => IlgpuRunner.Run(spec, accelerator, null, one, arguments), call, TensorElement.Single);
        buffers.ForEach(buffer => buffer.Dispose());

        var (exact, plain) = (tensors.Reference(test, values, exact: true), tensors.Reference(test, values, exact: false));
        bool[] all = [.. Enumerable.Repeat(true, shape.QueryLength)];
        ErrorRule.WhyOutputWrong(output, plain, exact, all, HeadDim).ShouldBeNull($"{test.Name} {shape}");
        ErrorRule.WhyLseWrong(lse, plain, exact, all).ShouldBeNull($"{test.Name} {shape}: log-sum-exp");
    }

    private static object Argument(Accelerator accelerator, object value, List<IDisposable> buffers) => value switch
    {
        bool truth => truth ? 1 : 0,
        bool[] truths => View(accelerator, System.Array.ConvertAll(truths, truth => (byte)(truth ? 1 : 0)), buffers),
        byte[] array => View(accelerator, array, buffers),
        short[] array => View(accelerator, array, buffers),
        int[] array => View(accelerator, array, buffers),
        float[] array => View(accelerator, array, buffers),
        _ => value,
    };

    private static ArrayView<byte> View<T>(Accelerator accelerator, T[] array, List<IDisposable> buffers)
        where T : unmanaged
    {
        var buffer = accelerator.Allocate1D(array);
        buffers.Add(buffer);
        return buffer.View.BaseView.Cast<byte>();
    }

    private static bool DataCaseHasArrays(DataCase test) => test.Values(new AttentionShape(1, 1, 1, 1, 1)).Any(value => value is System.Array);
}
