using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>What a compute capability gives a kernel. CUDA C++ Programming Guide, table "Technical Specifications per Compute Capability".</summary>
/// <param name="Number">The compute capability times ten: 80 for sm_80.</param>
/// <param name="SharedBytesPerBlock">Shared memory that a block can ask for.</param>
/// <param name="SharedBytesPerMultiprocessor">Shared memory of a multiprocessor, of which each block also takes 1 KiB for itself.</param>
public sealed record CudaArchitecture(int Number, int SharedBytesPerBlock, int SharedBytesPerMultiprocessor)
{
    /// <summary>A100.</summary>
    public static CudaArchitecture Sm80 { get; } = new(80, 163 * 1024, 164 * 1024);

    /// <summary>A10, A40, GeForce 30.</summary>
    public static CudaArchitecture Sm86 { get; } = new(86, 99 * 1024, 100 * 1024);

    /// <summary>L4, L40, GeForce 40.</summary>
    public static CudaArchitecture Sm89 { get; } = new(89, 99 * 1024, 100 * 1024);

    /// <summary>H100, H200.</summary>
    public static CudaArchitecture Sm90 { get; } = new(90, 227 * 1024, 228 * 1024);

    /// <summary>All that the kernels are assembled for.</summary>
    public static IReadOnlyList<CudaArchitecture> All { get; } = [Sm80, Sm86, Sm89, Sm90];

    /// <summary>Those that kernels of a precision run on: instructions that convert e4m3 exist from sm_89 on (PTX ISA, cvt).</summary>
    public static IReadOnlyList<CudaArchitecture> Of(ElementType precision)
        => precision == ElementType.Float8E4M3 ? [.. All.Where(architecture => architecture.Number >= Sm89.Number)] : All;

    /// <summary>The name of the target, for example <c>sm_80</c>.</summary>
    public string Target => FormattableString.Invariant($"sm_{Number}");

    /// <summary>Blocks that a multiprocessor's shared memory holds.</summary>
    public int Blocks(int sharedBytes) => SharedBytesPerMultiprocessor / (sharedBytes + 1024);
}
