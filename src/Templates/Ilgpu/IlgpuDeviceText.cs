using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Writes what turns an accelerator of ILGPU into the runtime's description of it; generator and tuner write the same, so that keys agree.</summary>
public static class IlgpuDeviceText
{
    /// <summary>Writes the method <c>Describe(Accelerator)</c> into an open class.</summary>
    public static void Emit(SourceWriter writer) => writer.Line("""
        // What selection asks of an accelerator.
        private static IlgpuDevice Describe(Accelerator accelerator)
        {
            var card = accelerator.Device as global::ILGPU.Runtime.Cuda.CudaDevice;
            return new IlgpuDevice
            {
                Kind = accelerator.AcceleratorType.ToString(),
                Name = accelerator.Name,
                ComputeCapability = card?.Architecture is { } architecture ? $"{architecture.Major}.{architecture.Minor}" : "",
                Multiprocessors = accelerator.NumMultiprocessors,
                MostThreads = accelerator.MaxNumThreadsPerGroup,
                MostSharedBytes = accelerator.MaxSharedMemoryPerGroup,
                MostRegisters = card?.TotalNumRegistersPerGroup ?? 0,
                WarpSize = accelerator.WarpSize,
            };
        }

        """);
}
