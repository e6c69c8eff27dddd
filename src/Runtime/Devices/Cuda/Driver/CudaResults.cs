namespace KernelGen.Devices.Cuda.Driver;

/// <summary>What answers of the driver mean.</summary>
internal static class CudaResults
{
    /// <summary>
    /// Whether a context is lost with this answer: CUDA's documentation says of these that "the context is left in an inconsistent state and
    /// any further CUDA work will return the same error".
    /// </summary>
    public static bool IsSticky(CudaResult result) => result
        is CudaResult.EccUncorrectable or CudaResult.NvlinkUncorrectable or CudaResult.IllegalAddress or CudaResult.LaunchTimeout
        or CudaResult.ContextIsDestroyed or CudaResult.Assert or CudaResult.HardwareStackError or CudaResult.IllegalInstruction
        or CudaResult.MisalignedAddress or CudaResult.InvalidAddressSpace or CudaResult.InvalidProgramCounter or CudaResult.LaunchFailed;

    /// <summary>What to do about an answer, as a sentence; empty where the answer itself says it.</summary>
    public static string Advice(CudaResult result) => result switch
    {
        CudaResult.NoDevice =>
            "There is no NVIDIA GPU that this process may use; one in MIG mode without instances counts as none." + Visible(),
        CudaResult.StubLibrary =>
            "The library that was found is the toolkit's stub for linking, not a driver: take its folder out of LD_LIBRARY_PATH.",
        CudaResult.DeviceUnavailable =>
            "Another process has the device for itself (compute mode Exclusive Process or Prohibited; `nvidia-smi -q -d COMPUTE` shows it).",
        CudaResult.InvalidDevice =>
            "The device cannot be opened; a GPU in MIG mode needs an instance, which `nvidia-smi -L` lists." + Visible(),
        CudaResult.SystemNotReady => "The system is not ready for CUDA yet; on machines with NVSwitch the fabric manager must run.",
        CudaResult.SystemDriverMismatch =>
            "The kernel's NVIDIA module and libcuda have different versions: restart the machine, or start the container anew after a driver update.",
        CudaResult.CompatNotSupportedOnDevice =>
            "CUDA's forward compatibility package does not support this GPU: use the installed driver's libcuda.",
        CudaResult.JitCompilerNotFound =>
            "The driver's PTX compiler (libnvidia-ptxjitcompiler.so.1, nvptxJITCompiler.dll) is missing: in a container ask for the driver "
            + "capability 'compute'.",
        CudaResult.JitCompilationDisabled => "Compiling PTX is switched off: remove CUDA_DISABLE_PTX_JIT from the environment.",
        CudaResult.LaunchTimeout => "The kernel ran for longer than the system lets a GPU that drives a display.",
        CudaResult.IllegalAddress =>
            "A kernel touched memory outside its buffers; strides or data that do not fit them are the usual cause, and compute-sanitizer finds "
            + "the place.",
        CudaResult.LaunchOutOfResources => "A block of this size needs more registers than a multiprocessor has.",
        _ => "",
    };

    // The variable hides devices, which is the usual reason for their absence.
    private static string Visible()
        => Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } value
            ? $" CUDA_VISIBLE_DEVICES is '{value}'; it lists the ordinals or UUIDs (GPU-..., MIG-...) of `nvidia-smi -L` that the process sees."
            : "";
}
