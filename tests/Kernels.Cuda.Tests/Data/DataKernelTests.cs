using KernelGen.Kernels.Data;
using KernelGen.Kernels.Reference;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Data;

/// <summary>Kernels of masks and scores with data against the definition.</summary>
public sealed class DataKernelTests
{
    private const int HeadDim = 24;

    // Prefill and decoding, odd lengths, groups; two sequences where the case reads the batch.
    private static readonly AttentionShape[] s_shapes = [new(2, 2, 1, 67, 67), new(2, 4, 1, 1, 203), new(2, 4, 2, 3, 300)];

    public static TheoryData<string, ElementType> Cases
    {
        get
        {
            var data = new TheoryData<string, ElementType>();
            foreach (var test in DataCases.All)
            {
                data.Add(test.Name, ElementType.Float16);
                data.Add(test.Name, ElementType.BFloat16);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_definition(string name, ElementType precision)
    {
        var test = DataCases.All.Single(candidate => candidate.Name == name);
        var spec = test.Spec(precision, HeadDim);
        // Small tiles, so that short sequences have Empty, Partial and Full ones.
        var module = new CudaModule(spec, SpecCompiler.Compile(spec, name, []), [new CudaConfig(64, 32, 4, 2)]);
        foreach (var shape in s_shapes)
            Check(test, module, shape, precision);
    }

    private static void Check(DataCase test, CudaModule module, AttentionShape shape, ElementType precision)
    {
        using var tensors = new Tensors(shape, HeadDim, precision);
        var values = test.Values(shape);
        using var data = new TestData(values);
        var (output, lse) = tensors.Run(call => Run(module, call, values), data.Data, TensorElement.Of(precision));
        var (exact, plain) = (tensors.Reference(test, values, exact: true), tensors.Reference(test, values, exact: false, TensorElement.Of(precision)));
        bool[] all = [.. Enumerable.Repeat(true, shape.QueryLength)];
        ErrorRule.WhyOutputWrong(output, plain, exact, all, HeadDim).ShouldBeNull($"{test.Name} {shape}");
        ErrorRule.WhyLseWrong(lse, plain, exact, all).ShouldBeNull($"{test.Name} {shape}: log-sum-exp");
    }

    private static void Run(CudaModule module, in AttentionCall call, object[] values)
    {
        if (call.Shape.QueryLength <= CudaModule.LongestDecode)
            module.Decode(new PtxDevice(), call, 2, isOdd: false, values);
        else
            module.Prefill(new PtxDevice(), module.Configs[0], call, isOdd: false, values);
    }
}
