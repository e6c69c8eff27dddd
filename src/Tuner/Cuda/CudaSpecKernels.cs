using KernelGen.Devices.Cuda;
using KernelGen.Selection;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Cuda;

/// <summary>Emits a variant of a spec.</summary>
internal delegate CudaKernelSource EmitCuda(AttentionSpec spec, string variant);

/// <summary>The CUDA kernels of a spec as emitted code has them: text from the templates, launched by the runtime.</summary>
internal sealed class CudaSpecKernels
{
    private readonly Dictionary<string, CudaVariant> _variants;
    private readonly Lazy<CudaKernels> _kernels;

    /// <summary>Emits kernels.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="variants">Their ids.</param>
    /// <param name="emit">Emits each.</param>
    /// <param name="choices">Tuned choices that go with them.</param>
    public CudaSpecKernels(SpecEntry spec, IReadOnlyList<string> variants, EmitCuda emit, params IReadOnlyList<TunedChoice> choices)
    {
        IReadOnlyList<CudaVariant> emitted = [.. variants.Select(id => CudaVariants.Of(emit(spec.Spec, id)))];
        _variants = emitted.ToDictionary(variant => variant.Id);
        _kernels = new Lazy<CudaKernels>(() => new CudaKernels(SpecCompiler.Compile(spec.Spec, spec.Name, []))
        {
            Variants = emitted,
            Choices = choices,
            Decode = CudaKernelSources.Decode(spec.Spec) is { } decode ? CudaVariants.Of(decode) : null,
            WhyNone = CudaKernelSources.WhyNotSpec(spec.Spec),
        });
    }

    /// <summary>The kernels with the spec, compiled when they are first asked for.</summary>
    /// <exception cref="SpecCompilationException">The spec's emitted C# does not compile.</exception>
    public CudaKernels Kernels => _kernels.Value;

    /// <summary>The kernel of an id.</summary>
    public CudaVariant this[string id] => _variants[id];
}
