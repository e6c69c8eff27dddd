using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>The assembler takes the default variants, their registers suffice, and their products run in the background. It prints the table of docs/cuda.md.</summary>
public sealed class WgmmaPtxasTests(ITestOutputHelper output)
{
    private const string Target = "sm_90a";

    public static TheoryData<string> Names => [.. GateSpecs.All.Select(spec => spec.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_variants_assemble_without_spills_and_without_waiting_for_each_product(string name)
    {
        Assert.SkipWhen(Ptxas.Path is null, Ptxas.Missing);
        var spec = GateSpecs.Named(name);
        Assert.SkipWhen(WgmmaFeasibility.WhyNotSpec(spec) is not null, $"The family does not serve it: {WgmmaFeasibility.WhyNotSpec(spec)}.");
        var config = WgmmaConfigSpace.Defaults(spec).Single();
        var text = WgmmaTemplate.Emit(spec, [config]);
        var (kernels, machineCode) = Ptxas.AssembleAndDisassemble(text, Target);
        var kernel = kernels.ShouldHaveSingleItem();
        output.WriteLine($"{name} | {config.EntryName} | {kernel.Registers} | {WgmmaFeasibility.SharedBytes(spec, config)} | {kernel.SpillBytes}");
        kernel.SpillBytes.ShouldBe(0, $"{config.Id} spills");
        // A note says where products are waited for one by one, or where setmaxnreg is ignored.
        kernel.Notes.ShouldBeEmpty();
        (kernel.Registers * config.Threads).ShouldBeLessThanOrEqualTo(65536);
        // What the consumers take must have been given back, else they wait for ever.
        (WgmmaFeasibility.ProducerRegisters(spec, config) + config.Consumers * WgmmaFeasibility.ConsumerRegisters(spec, config))
            .ShouldBeLessThanOrEqualTo((config.Consumers + 1) * (WgmmaFeasibility.SetsRegisters(config) ? kernel.Registers : CudaFeasibility.MostRegisters));
        if (machineCode is not null)
            CheckMachineCode(machineCode, text, config, spec.Precision == ElementType.Float8E4M3 ? "QGMMA." : "HGMMA.");
    }

    private static void CheckMachineCode(string machineCode, string text, WgmmaConfig config, string product)
    {
        Count(machineCode, product).ShouldBe(Count(text, "wgmma.mma_async"));
        Count(machineCode, "USETMAXREG").ShouldBe(WgmmaFeasibility.SetsRegisters(config) ? 2 : 0);
        Count(machineCode, "UTMALDG").ShouldBe(Count(text, "cp.async.bulk.tensor"));
        Count(machineCode, "LDL").ShouldBe(0);
        Count(machineCode, "STL").ShouldBe(0);
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
