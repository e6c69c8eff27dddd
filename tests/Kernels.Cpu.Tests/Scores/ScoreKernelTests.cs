using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Cpu.Tests.Data;
using KernelGen.Kernels.Cpu.Tests.Library;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cpu.Tests.Scores;

/// <summary>The kernels of scores and sinks against the oracle, in every precision, and the oracle against their definitions.</summary>
public sealed class ScoreKernelTests
{
    private const int HeadDim = 24;

    // Prefill with rows that see nothing and with none to see, decoding in one and in several shares of the keys; groups of heads.
    private static readonly AttentionShape[] s_shapes =
    [
        new(1, 6, 2, 113, 113), new(1, 4, 1, 70, 40), new(2, 3, 3, 67, 131), new(1, 3, 1, 9, 0), new(1, 2, 2, 2, 0),
        new(2, 5, 1, 1, 203), new(1, 12, 4, 3, 1700), new(1, 2, 1, 4, 2),
    ];

    private static readonly IReadOnlyList<IReadOnlyList<ShapeCase>> s_suite
        = ShapeSelection.Fast([.. ScoreKernelCases.All.Select(LibraryCheck.StaysInside)], HeadDim);

    private static readonly Lazy<Dictionary<(string, ElementType), CompiledSpec>> s_compiled = new(Compile);

    public static TheoryData<string> Names => [.. ScoreKernelCases.All.Select(test => test.Name)];

    public static TheoryData<string, ElementType> Cases
    {
        get
        {
            var data = new TheoryData<string, ElementType>();
            foreach (var test in ScoreKernelCases.All)
            {
                foreach (var precision in Enum.GetValues<ElementType>())
                    data.Add(test.Name, precision);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_oracle_and_the_oracle_equals_the_definition(string name, ElementType precision)
    {
        var test = ScoreKernelCases.All.Single(candidate => candidate.Name == name);
        // Windows are numbered from the first key on: no query may stand before it.
        foreach (var shape in s_shapes.Where(shape => shape.KeyLength == 0 || shape.KeyLength >= shape.QueryLength || !name.StartsWith("Swin", StringComparison.Ordinal)))
            KernelCheck.Run(test, s_compiled.Value[(name, precision)], shape, HeadDim, precision);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_equal_the_oracle_over_the_shapes_of_the_suite(string name)
    {
        var index = ScoreKernelCases.All.TakeWhile(test => test.Name != name).Count();
        var test = ScoreKernelCases.All[index];
        foreach (var shape in s_suite[index])
            LibraryCheck.Run(test, shape, s_compiled.Value[(name, shape.Precision)], everyPair: false);
        LibraryCheck.RunAll(test, index, spec => new SpecToCompile(spec, name, [new CpuConfig(VectorWidths.Widest, 24, 64)]));
    }

    private static Dictionary<(string, ElementType), CompiledSpec> Compile()
    {
        var keys = Cases.Select(row => row.Data).Select(row => (Name: row.Item1, Precision: row.Item2)).ToArray();
        var specs = keys.Select(key => new SpecToCompile(
            ScoreKernelCases.All.Single(test => test.Name == key.Name).Spec(key.Precision, HeadDim), key.Name, Configs(key.Precision))).ToArray();
        return keys.Zip(SpecCompiler.Compile(specs)).ToDictionary(pair => (pair.First.Name, pair.First.Precision), pair => pair.Second);
    }

    // Small tiles, so that short sequences have Empty, Partial and Full ones; every width once.
    private static CpuConfig[] Configs(ElementType precision)
    {
        int[] widths = [.. CpuConfigSpace.VectorWidths.Where(bits => bits <= VectorWidths.Widest)];
        return precision == ElementType.Float32
            ? [.. widths.Select(bits => new CpuConfig(bits, 24, 64))]
            : [new CpuConfig(widths[^((int)precision % widths.Length + 1)], 24, 64)];
    }
}
