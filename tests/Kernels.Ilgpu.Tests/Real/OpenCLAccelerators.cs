using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace KernelGen.Kernels.Ilgpu.Tests.Real;

/// <summary>OpenCL accelerators, PoCL's processor device among them.</summary>
internal static class OpenCLAccelerators
{
    /// <summary>
    /// An accelerator of the first OpenCL device. ILGPU refuses devices without the generic address space, as PoCL before 4.0 is; at O2 its
    /// kernels do not need one, so the capability is claimed.
    /// </summary>
    public static Accelerator Create()
    {
        var context = Context.Create(builder => builder.OpenCL(_ => true).Optimize(OptimizationLevel.O2));
        var device = context.GetCLDevices().Count > 0
            ? context.GetCLDevice(0)
            : throw new InvalidOperationException($"{TestAccelerator.Switch} is 'opencl', and no OpenCL device was found.");
        typeof(CLCapabilityContext)
            .GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Public | BindingFlags.Instance)!
            .SetValue(device.Capabilities, true);
        return device.CreateCLAccelerator(context);
    }
}
