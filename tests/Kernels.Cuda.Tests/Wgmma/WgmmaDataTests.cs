using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>Data, scores, sinks and patterns against the oracle: all cases in a full run, else every few.</summary>
public sealed class WgmmaDataTests
{
    private const int HeadDim = 24;
    private const int EveryCase = 5;

    private static readonly AttentionShape[] s_shapes = [new(2, 2, 1, 67, 67)];
    private static readonly AttentionShape[] s_scoreShapes = [new(1, 6, 2, 40, 135)];

    private static readonly (DataCase Case, AttentionShape[] Shapes)[] s_all =
    [
        .. DataCases.All.Select(test => (test, s_shapes)),
        // Strides of what lies on a device are never negative.
        .. TensorCases.All.Where(test => !test.Name.EndsWith("reversed", StringComparison.Ordinal)).Select(test => (test, s_shapes)),
        .. ScoreKernelCases.All.Select(test => (test, test.Name.StartsWith("Swin", StringComparison.Ordinal) ? s_shapes : s_scoreShapes)),
    ];

    public static TheoryData<string> Cases
        => [.. s_all.Where((test, i) => IsServed(test.Case) && (CaseSelection.IsFull || i % EveryCase == 0)).Select(test => test.Case.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_oracle_and_the_oracle_equals_the_definition(string name)
    {
        var index = Array.FindIndex(s_all, one => one.Case.Name == name);
        var (test, shapes) = s_all[index];
        var precision = Precision(index);
        var spec = test.Spec(precision, HeadDim);
        var runnable = new WgmmaRunner.WgmmaSpec(new WgmmaModule(spec, SpecCompiler.Compile(spec, "Case", []), [new WgmmaConfig(64, precision == ElementType.Float8E4M3 ? 64 : 48, 1, 2)]));
        foreach (var shape in shapes)
            DataCheck.Run(test, runnable, shape, HeadDim, precision);
    }

    private static bool IsServed(DataCase test) => WgmmaFeasibility.WhyNotSpec(test.Spec(ElementType.Float16, HeadDim)) is null;

    // The precisions in turn.
    private static ElementType Precision(int index) => (ElementType)(1 + index % 3);
}
