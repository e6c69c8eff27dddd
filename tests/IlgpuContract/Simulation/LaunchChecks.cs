using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>What a driver refuses at the launch.</summary>
internal static class LaunchChecks
{
    public static void Check(KernelProgram program, Device device, KernelSpecialization specialization, KernelConfig config)
    {
        if (WhyNot(program, device, specialization, config) is { } reason)
            throw new KernelFaultException(KernelFault.Launch, program.Name, reason);
    }

    private static string? WhyNot(KernelProgram program, Device device, KernelSpecialization specialization, KernelConfig config)
    {
        var (grid, group) = (config.GridDim, config.GroupDim);
        var threads = (long)group.X * group.Y * group.Z;
        var shared = program.Shared.Bytes + config.SharedMemoryConfig.ArraySize;
        return 0 switch
        {
            _ when !config.IsValid => $"the grid {grid} and the group {group} must be at least 1 in every dimension.",
            _ when Exceeds(grid, device.MaxGridSize) => $"the grid {grid} exceeds the device's {device.MaxGridSize}.",
            _ when Exceeds(group, device.MaxGroupSize) => $"the group {group} exceeds the device's {device.MaxGroupSize}.",
            _ when threads > device.MaxNumThreadsPerGroup =>
                $"a group of {threads} threads; the device has at most {device.MaxNumThreadsPerGroup}.",
            _ when threads > specialization.MaxNumThreadsPerGroup =>
                $"a group of {threads} threads; the kernel was loaded for at most {specialization.MaxNumThreadsPerGroup}.",
            _ when shared > SharedLayout.MaximalBytes =>
                $"{shared} bytes of shared memory ({program.Shared.Bytes} static); a group has at most {SharedLayout.MaximalBytes}.",
            _ when config.SharedMemoryConfig.UsesDynamicSharedMemory && !program.UsesDynamicShared =>
                "dynamic shared memory is requested, but the kernel never calls SharedMemory.GetDynamic.",
            _ => null,
        };
    }

    private static bool Exceeds(Index3D size, Index3D limit) => size.X > limit.X || size.Y > limit.Y || size.Z > limit.Z;
}
