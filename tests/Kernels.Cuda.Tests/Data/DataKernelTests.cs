using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Data;

/// <summary>
/// Kernels of the library's patterns, of scores, sinks and low-rank biases, and of masks and scores with arrays and tensors, against the
/// oracle.
/// </summary>
public sealed class DataKernelTests
{
    private const int HeadDim = 24;

    // Prefill and decoding, odd lengths, groups, rows before the first key, no keys; rows of tensors that pairs divide, and such that they do not.
    private static readonly AttentionShape[] s_shapes = [new(2, 2, 1, 67, 67), new(2, 4, 2, 3, 600)];
    private static readonly AttentionShape[] s_tensorShapes = [new(2, 2, 1, 67, 68), new(2, 4, 2, 3, 301), new(1, 2, 1, 70, 131)];
    private static readonly AttentionShape[] s_scoreShapes = [new(1, 6, 2, 40, 35), new(1, 3, 1, 9, 0), new(2, 4, 2, 3, 300)];
    private static readonly AttentionShape[] s_patternShapes = [new(1, 4, 2, 70, 70), new(2, 4, 4, 2, 131)];

    // Of the heads and keys that a pattern's case has data for.
    private static readonly (DataCase Case, AttentionShape[] Shapes)[] s_all =
    [
        .. DataCases.All.Select(test => (test, s_shapes)),
        // Strides of what lies on a device are never negative.
        .. TensorCases.All.Where(test => !test.Name.EndsWith("reversed", StringComparison.Ordinal)).Select(test => (test, s_tensorShapes)),
        .. ScoreKernelCases.All.Select(test => (test, test.Name.StartsWith("Swin", StringComparison.Ordinal) ? s_shapes : s_scoreShapes)),
        .. PatternDataCases.All.Select(test => (test, s_patternShapes)),
    ];

    public static TheoryData<string> Cases => [.. s_all.Select(one => one.Case.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_oracle_and_the_oracle_equals_the_definition(string name)
    {
        var index = Array.FindIndex(s_all, one => one.Case.Name == name);
        var (test, shapes) = s_all[index];
        // The precisions in turn, and data on the host and on the device.
        var precision = (ElementType)(index % 4);
        var spec = test.Spec(precision, HeadDim) with { AllowTensorFloat32 = precision == ElementType.Float32 };
        // Small tiles, so that short sequences have Empty, Partial and Full ones.
        var runnable = new DataSpec(new CudaModule(spec, SpecCompiler.Compile(spec, "Case", []), [new CudaConfig(64, 32, 4, 2)]), (DataPlace)(index / 4 % 2));
        foreach (var shape in shapes)
            DataCheck.Run(test, runnable, shape, HeadDim, precision);
    }

    private sealed class DataSpec(CudaModule module, DataPlace place) : IRunnableSpec
    {
        public CompiledSpec Compiled => module.Compiled;

        public IReadOnlyList<string> Variants => [module.Configs[0].Id];

        public IReadOnlyList<int> Threads => [1];

        public bool RoundsWeights => true;

        public void Run(string variant, in AttentionCall call, int threads)
        {
            if (call.Shape.QueryLength <= CudaModule.LongestDecode)
                module.Decode(new PtxDevice(), call, shift: 0, place);
            else
                module.Prefill(new PtxDevice(), module.Configs[0], call, shift: 0, place);
        }
    }
}
