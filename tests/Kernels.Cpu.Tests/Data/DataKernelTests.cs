using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Cpu.Tests.Library;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Kernels of masks and scores with data against the oracle, and the oracle against C# written beside the expressions.</summary>
public sealed class DataKernelTests
{
    private const int HeadDim = 24;

    private static readonly DataCase[] s_all = [.. DataCases.All, .. TensorCases.All];

    // Prefill and decoding, odd lengths, groups; two sequences where the case reads the batch.
    private static readonly AttentionShape[] s_shapes =
    [
        new(2, 2, 2, 113, 113), new(2, 6, 2, 67, 131), new(2, 4, 1, 1, 203), new(2, 4, 2, 3, 1300), new(2, 14, 2, 2, 65), new(2, 2, 1, 300, 301),
    ];

    private static readonly IReadOnlyList<IReadOnlyList<ShapeCase>> s_suite = ShapeSelection.Fast([.. s_all.Select(LibraryCheck.StaysInside)], HeadDim);

    private static readonly Lazy<Dictionary<(string, ElementType), CompiledSpec>> s_compiled = new(Compile);

    public static TheoryData<string> Names => [.. s_all.Select(test => test.Name)];

    public static TheoryData<string, ElementType> Cases
    {
        get
        {
            var data = new TheoryData<string, ElementType>();
            foreach (var test in s_all)
            {
                data.Add(test.Name, ElementType.Float32);
                data.Add(test.Name, ElementType.BFloat16);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_equal_the_oracle_at_every_width(string name, ElementType precision)
    {
        var test = s_all.Single(candidate => candidate.Name == name);
        var spec = s_compiled.Value[(name, precision)];
        foreach (var shape in s_shapes)
            KernelCheck.Run(test, spec, shape, HeadDim, precision);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_equal_the_oracle_over_the_shapes_of_the_suite(string name)
    {
        var index = Array.FindIndex(s_all, test => test.Name == name);
        var spec = s_compiled.Value[(name, ElementType.Float32)];
        foreach (var shape in s_suite[index])
            LibraryCheck.Run(s_all[index], shape with { Precision = ElementType.Float32 }, spec, everyPair: false);
        LibraryCheck.RunAll(s_all[index], index, any => new SpecToCompile(any, name, [new CpuConfig(VectorWidths.Widest, 24, 64)]));
    }

    private static Dictionary<(string, ElementType), CompiledSpec> Compile()
    {
        var keys = Cases.Select(row => row.Data).Select(row => (Name: row.Item1, Precision: row.Item2)).ToArray();
        var specs = keys.Select(key =>
        {
            var spec = s_all.Single(test => test.Name == key.Name).Spec(key.Precision, HeadDim);
            return new SpecToCompile(spec, key.Name, Configs(spec));
        }).ToArray();
        var compiled = SpecCompiler.Compile(specs);
        return keys.Zip(compiled).ToDictionary(pair => (pair.First.Name, pair.First.Precision), pair => pair.Second);
    }

    // Small tiles, so that short sequences have Empty, Partial and Full ones, and those that masks of blocks get by default. The storage type
    // matters to no mask: one width for bfloat16.
    private static CpuConfig[] Configs(AttentionSpec spec)
        => [.. CpuConfigSpace.VectorWidths.Where(bits => bits <= VectorWidths.Widest)
            .Take(spec.Precision == ElementType.Float32 ? 3 : 1)
            .SelectMany(bits => CpuConfigSpace.Defaults(spec)
                .Where(config => MaskBlocks.Of(spec.Mask) is not null && config.VectorBits == bits)
                .Append(new CpuConfig(bits, 24, 64)))
            .Distinct()];
}
