using KernelGen.Devices.Gpu;
using KernelGen.Selection;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// Kernels of another family for the same device, reached by another library. Where both were measured the faster one runs, else one of
/// <c>cuda.*</c>.
/// </summary>
/// <param name="Variants">The kernels that are not of <c>cuda.*</c>.</param>
/// <param name="Choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
/// <param name="DeviceKey">The key of the device as the other library's.</param>
/// <param name="View">Which tuned results count.</param>
/// <param name="WhyNot">Why the device cannot run such a kernel, as the rest of a sentence; null when it can.</param>
internal sealed record CudaRivals(
    IReadOnlyList<GpuVariant> Variants, IReadOnlyList<TunedChoice> Choices, string DeviceKey, Func<TunedTable, TunedTable> View,
    Func<GpuVariant, string?> WhyNot);
