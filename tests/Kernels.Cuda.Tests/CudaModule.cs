using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine;
using KernelGen.PtxMachine.Driver;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The kernels of a spec, run as users run them: by the runtime's host, over a driver whose GPU is the interpreter.</summary>
internal sealed class CudaModule(AttentionSpec spec, CompiledSpec compiled, IReadOnlyList<CudaConfig> configs)
{
    /// <summary>Rows per head that the decode kernel serves.</summary>
    public const int LongestDecode = 4;

    private readonly CudaKernels _kernels = CudaTable.Of(spec, compiled, [.. configs.Select(config => config.Id)], hasDecode: true);
    private readonly CudaKernels _withoutDecode = CudaTable.Of(spec, compiled, [.. configs.Select(config => config.Id)], hasDecode: false);

    public CompiledSpec Compiled => compiled;

    public IReadOnlyList<CudaConfig> Configs => configs;

    /// <summary>A block for each query tile of each head, however few rows there are.</summary>
    public LaunchReport? Prefill(PtxDevice machine, CudaConfig config, in AttentionCall call, int shift, DataPlace place = DataPlace.Host)
        => Run(_withoutDecode, machine, call, config.Id, shift, place) is [var launch, ..] ? launch.Report : null;

    /// <summary>A block for each share of the keys of each unit, then the merge.</summary>
    public LaunchReport? Decode(PtxDevice machine, in AttentionCall call, int shift, DataPlace place = DataPlace.Host)
    {
        var launches = Run(_kernels, machine, call, null, shift, place);
        if (launches.Count > 0)
            launches.Select(one => one.Entry).ShouldBe(["decode", "merge"]);
        return launches is [var launch, ..] ? launch.Report : null;
    }

    private IReadOnlyList<PtxLaunch> Run(CudaKernels kernels, PtxDevice machine, in AttentionCall call, string? variant, int shift, DataPlace place)
    {
        using var host = new PtxHost(machine);
        using (var device = host.Open())
        using (var tensors = HostTensors.Of(device, call, compiled.Facts, shift))
        {
            tensors.Run(kernels, call, new AttentionOptions { Variant = variant }, place);
            tensors.CopyBack(call);
        }
        return host.Launches;
    }
}
