using KernelGen.Kernels.Data;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests.Data;

/// <summary>
/// Kernels of the library's patterns, of scores, sinks and low-rank biases, and of masks and scores with arrays and tensors, against the
/// oracle: with plans that know the data, and with plans that do not.
/// </summary>
public sealed class DataKernelTests
{
    private const int HeadDim = 24;

    // Prefill and decoding in shares, odd lengths, groups of heads, a row before the first key, no keys.
    private static readonly AttentionShape[] s_shapes = [new(2, 2, 1, 67, 67), new(2, 4, 2, 3, 520)];
    private static readonly AttentionShape[] s_scoreShapes = [new(1, 6, 2, 40, 35), new(1, 3, 1, 9, 0), new(2, 4, 2, 3, 520)];
    private static readonly AttentionShape[] s_patternShapes = [new(1, 4, 2, 70, 70), new(2, 4, 4, 2, 131)];

    // Of the heads and keys that a pattern's case has data for.
    private static readonly (DataCase Case, AttentionShape[] Shapes)[] s_all =
    [
        .. DataCases.All.Select(test => (test, s_shapes)),
        // Strides of a span are never negative.
        .. TensorCases.All.Where(test => !test.Name.EndsWith("reversed", StringComparison.Ordinal)).Select(test => (test, s_shapes)),
        .. ScoreKernelCases.All.Select(test => (test, test.Name.StartsWith("Swin", StringComparison.Ordinal) ? s_shapes : s_scoreShapes)),
        .. PatternDataCases.All.Select(test => (test, s_patternShapes)),
    ];

    // Small tiles, so that short sequences have Empty, Partial and Full ones; the precisions in turn.
    private static readonly Lazy<IReadOnlyList<IIlgpuSpec>> s_compiled = new(
        () => IlgpuCompiler.CompileAll([.. s_all.Select((one, i) => one.Case.Spec(PrecisionOf(i), HeadDim))], [new IlgpuConfig(16, 32, 32, 4)]));

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var (test, shapes) in s_all)
            {
                data.Add(test.Name, true);
                if (test.Data.Any(parameter => parameter.IsArray || parameter.IsTensor))
                    data.Add(test.Name, false);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_oracle_and_the_oracle_equals_the_definition(string name, bool hostKnowsData)
    {
        var index = System.Array.FindIndex(s_all, one => one.Case.Name == name);
        var spec = new DataSpec(s_compiled.Value[index], hostKnowsData);
        foreach (var shape in s_all[index].Shapes)
            DataCheck.Run(s_all[index].Case, spec, shape, HeadDim, PrecisionOf(index));
    }

    private static ElementType PrecisionOf(int number) => (ElementType)(number % 3);

    private sealed class DataSpec(IIlgpuSpec spec, bool hostKnowsData) : IRunnableSpec
    {
        public CompiledSpec Compiled => spec.Compiled;

        public IReadOnlyList<string> Variants { get; } = [new IlgpuConfig(16, 32, 32, 4).Id];

        public IReadOnlyList<int> Threads => [1];

        public void Run(string variant, in AttentionCall call, int threads)
        {
            var accelerator = IlgpuRunner.Instance.Accelerator;
            using var stream = accelerator.CreateStream();
            using var data = new DeviceData(stream, call.Data, spec.Compiled.Data?.Parameters ?? [], hostKnowsData);
            IlgpuRunner.Run(spec, accelerator, variant, call with { Data = data.Data }, data.Values);
        }
    }
}
