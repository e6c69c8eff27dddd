namespace KernelGen.Devices.Gpu;

/// <summary>Where the tensors of a call begin in the memory of a device.</summary>
/// <param name="Query">Q.</param>
/// <param name="Key">K.</param>
/// <param name="Value">V.</param>
/// <param name="Output">O.</param>
/// <param name="Lse">The log-sum-exp; 0 where it is not wanted.</param>
public readonly record struct GpuAddresses(nint Query, nint Key, nint Value, nint Output, nint Lse);
