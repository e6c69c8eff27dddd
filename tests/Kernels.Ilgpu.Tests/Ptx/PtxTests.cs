using System.Reflection;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests.Ptx;

/// <summary>Default kernels through ILGPU's PTX backend and NVIDIA's assembler, which need no card; only where both are at hand.</summary>
public sealed class PtxTests
{
    // The register file of an SM of compute capability 8.0 to 9.0, and its largest share for one thread.
    private const int RegistersOfMultiprocessor = 64 * 1024;

    private static readonly SpecCase[] s_specs =
    [
        .. from headDim in new[] { 64, 128 }
           from precision in Enum.GetValues<ElementType>()
           from spec in new SpecCase[]
           {
               new(precision, headDim, headDim, MaskKind.None),
               new(precision, headDim, headDim, MaskKind.Causal, WritesLse: true),
               new(precision, headDim, headDim, MaskKind.WindowAndSink, Softcap: 30),
           }
           select spec,
    ];

    public static TheoryData<string> Names => [.. s_specs.Select(spec => spec.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_kernels_assemble_and_stay_in_registers(string name)
    {
        Assert.SkipWhen(WhyNot() is not null, WhyNot() ?? "");
        var spec = SpecFactory.Create(s_specs.Single(one => one.Name == name));
        var configs = IlgpuConfigSpace.Defaults(spec);
        foreach (var (kernel, threads) in IlgpuCompiler.Kernels(spec, name, configs))
        {
            var resources = Ptxas.Assemble(Compile(kernel, threads));
            var line = FormattableString.Invariant($"{name} {kernel.DeclaringType!.Name}: {threads} threads, {resources}");
            TestContext.Current.TestOutputHelper?.WriteLine(line);
            resources.StackBytes.ShouldBe(0, line);
            resources.SpilledBytes.ShouldBe(0, line);
            // Two groups at least, so that one computes while another one waits for memory.
            (2 * threads * resources.Registers).ShouldBeLessThanOrEqualTo(RegistersOfMultiprocessor, line);
        }
    }

#if REAL_ILGPU
    private static string? WhyNot() => Ptxas.Path is null ? "Not run: no ptxas. Set the environment variable PTXAS to its path." : null;

    private static string Compile(MethodInfo kernel, int threads) => Real.PtxCompiler.Compile(kernel, threads);
#else
    private static string? WhyNot() => "Not run: no real ILGPU, which compiles to PTX. Build with -p:IlgpuAssembly=<path of ILGPU.dll 1.5.3>.";

    private static string Compile(MethodInfo kernel, int threads) => throw new InvalidOperationException(WhyNot());
#endif
}
