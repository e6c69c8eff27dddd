using KernelGen.Templates.Cuda;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The assembler takes the default variants for every architecture, and their registers suffice. It prints the rows of the table in docs/cuda.md.</summary>
public sealed class PtxasTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. GateSpecs.All.Select(spec => spec.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_variants_assemble_without_spills(string name)
    {
        Assert.SkipWhen(Ptxas.Path is null, Ptxas.Missing);
        var spec = GateSpecs.Named(name);
        var (configs, decode) = (CudaConfigSpace.Defaults(spec), CudaConfigSpace.Decode(spec)!);
        var text = CudaTemplate.Emit(spec, configs, decode);
        var architectures = CudaArchitecture.Of(spec.Precision);
        var assembled = architectures.ToDictionary(architecture => architecture, architecture => Ptxas.Assemble(text, architecture.Target));
        foreach (var (entry, config) in new[] { (configs[0].EntryName, configs[0]), ("decode", decode), ("merge", null) })
        {
            var kernels = architectures.Select(architecture => assembled[architecture].Single(kernel => kernel.Entry == entry)).ToArray();
            var shared = config is null ? 0 : CudaFeasibility.SharedBytes(spec, config);
            output.WriteLine($"| {name} | `{entry}` | {shared} | {string.Join(" | ", CudaArchitecture.All.Except(architectures).Select(_ => "-").Concat(kernels.Select(kernel => $"{kernel.Registers}")))} |");
            for (var i = 0; i < kernels.Length; i++)
                kernels[i].SpillBytes.ShouldBe(0, $"{entry} for {architectures[i].Target} spills with {kernels[i].Registers} registers");
        }
    }
}
