using KernelGen.Devices.Cuda.Driver;
using KernelGen.Selection;
using KernelGen.Tuner.Cuda;
using KernelGen.Tuner.Ilgpu;

namespace KernelGen.Tuner.Targets;

/// <summary>The targets of a command line.</summary>
/// <param name="loadCudaDriver">Gives CUDA's driver, or throws when there is none.</param>
internal sealed class ToolTargets(Func<CudaDriver> loadCudaDriver)
{
    /// <summary>Those of this machine.</summary>
    public static ToolTargets OfMachine { get; } = new(NativeCudaDriver.Load);

    /// <summary>All targets, the default first.</summary>
    public IReadOnlyList<ToolTarget> All { get; } = [new CpuTarget(), new IlgpuTarget(), new CudaTarget(loadCudaDriver)];

    /// <summary>The target of a name, after a look at the options that go with it.</summary>
    /// <param name="name">What <c>--target</c> says.</param>
    /// <param name="device">What <c>--device</c> says, or null.</param>
    /// <param name="threads">What <c>--threads</c> says, or 0.</param>
    /// <exception cref="ToolException">There is no such target, or the device or the threads do not belong to it.</exception>
    public ToolTarget Find(string name, string? device = null, int threads = 0)
    {
        var names = All.Select(one => one.Name).ToList();
        var target = All.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ToolException($"--target is '{name}'; the closest is '{ClosestName.Of(name, names)}', allowed are {string.Join(", ", names)}.");
        if (device is not null && !target.HasDevices)
        {
            var others = string.Join(" or ", All.Where(one => one.HasDevices).Select(one => "--target " + one.Name));
            throw new ToolException($"--device is '{device}', but the target is {target.Name}, which has one device; give {others}.");
        }
        if (threads > 0 && !target.HasThreads)
            throw new ToolException($"--threads is {threads}, but the target is {target.Name}, whose threads the kernels decide; leave it out.");
        return target;
    }
}
