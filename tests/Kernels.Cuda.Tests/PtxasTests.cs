using KernelGen.Templates.Cuda;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The assembler takes the default variants for every architecture, and their registers suffice. It prints the table of docs/cuda.md.</summary>
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
        foreach (var architecture in CudaArchitecture.All)
        {
            var kernels = Ptxas.Assemble(text, architecture.Target);
            kernels.Select(kernel => kernel.Entry).Order().ShouldBe([configs[0].EntryName, "decode", "merge"]);
            foreach (var kernel in kernels)
            {
                var config = kernel.Entry == "decode" ? decode : configs[0];
                var shared = kernel.Entry == "merge" ? 0 : CudaFeasibility.SharedBytes(spec, config);
                output.WriteLine($"{name} | {kernel.Entry} | {architecture.Target} | {kernel.Registers} | {shared} | {kernel.SpillBytes}");
                kernel.SpillBytes.ShouldBe(0, $"{kernel.Entry} for {architecture.Target} spills with {kernel.Registers} registers");
            }
        }
    }
}
