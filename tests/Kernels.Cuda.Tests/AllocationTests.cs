using KernelGen.Devices.Cuda;
using KernelGen.Devices.Gpu;
using KernelGen.PtxMachine.Driver;
using KernelGen.Templates.Cuda;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>What a call does before the driver is asked to launch.</summary>
public sealed class AllocationTests
{
    private static readonly AttentionShape s_prefill = new(2, 8, 2, 300, 300), s_decode = new(2, 8, 2, 1, 3000);

    [Fact]
    public void A_call_like_an_earlier_one_is_checked_selected_and_given_its_arguments_without_memory()
    {
        var spec = GateSpecs.Of(64, 64, "(<= k q)");
        var kernels = CudaTable.Of(spec, SpecCompiler.Compile(spec, "Case", []), CudaKernelSources.Defaults(spec), hasDecode: true);
        using var host = new PtxHost();
        using var device = host.Open();
        var call = new Preparation(kernels, new CudaSelector(kernels, device.Facts, device.Key, () => null));
        // Until the runtime has compiled everything for good.
        for (var i = 0; i < 100; i++)
            call.Prepare();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            call.Prepare();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private sealed class Preparation(CudaKernels kernels, CudaSelector selector)
    {
        private readonly GpuPlans<MemoryStream> _plans = new();
        private readonly CudaSignature[] _signatures = [.. kernels.Variants.Append(kernels.Decode!.Variant)
            .Select(variant => new CudaSignature(variant.Parameters, kernels.Spec.Data, variant.Id))];

        public void Prepare()
        {
            foreach (var shape in (ReadOnlySpan<AttentionShape>)[s_prefill, s_decode])
            {
                var elements = (long)shape.Batch * shape.QueryHeads * shape.KeyLength * 64;
                var call = GpuCall.Create(kernels.Spec, shape, null, elements, elements, elements, elements, -1, default).WithAddresses(0);
                var variant = selector.Select(call, CudaMaps.Fit(call, kernels.Spec.Facts.ElementBytes), null);
                var values = new CudaValues { Batch = shape.Batch };
                values.Launch = variant is null ? call.Decode(kernels.Decode!.Variant, 132).Launch : call.Prefill(variant).Launch;
                var key = call.PlanKey(variant ?? kernels.Decode!.Variant, variant is null);
                if (_plans.Find(key) is null)
                    _plans.Keep(key, new MemoryStream(), 1);
                foreach (var signature in _signatures)
                {
                    var arguments = default(KernelGen.Devices.Cuda.CudaArguments);
                    signature.Write(values, ref arguments);
                }
            }
        }
    }
}
