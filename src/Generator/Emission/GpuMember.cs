using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>Where the tensors of a member that launches on a GPU lie, and what it queues its work in.</summary>
internal enum GpuMemory
{
    /// <summary>The memory of a device, on the device's default stream.</summary>
    Device,

    /// <summary>The memory of a device, on a stream of the caller's.</summary>
    Stream,

    /// <summary>Spans of the host's memory, copied there and back.</summary>
    Host,
}

/// <summary>One of the methods that launch kernels on a GPU, through ILGPU or CUDA.</summary>
/// <param name="Memory">Where its tensors lie.</param>
/// <param name="WritesLse">Whether it takes a log-sum-exp.</param>
/// <param name="SeesMask">Whether the arrays and tensors that the mask reads lie on the host, where plans see them.</param>
/// <param name="IsHalf">Whether views of float16 are views of ILGPU's own type, and not of its bits.</param>
internal sealed record GpuMember(GpuMemory Memory, bool WritesLse, bool SeesMask, bool IsHalf)
{
    /// <summary>Whether it only calls another one.</summary>
    public bool OnlyForwards => Memory == GpuMemory.Device || IsHalf;

    /// <summary>The methods of a spec for ILGPU, in the order in which they are emitted.</summary>
    public static IEnumerable<GpuMember> OfIlgpu(SpecModel model) => Of(model, model.Precision == ElementType.Float16 ? [false, true] : [false]);

    /// <summary>The methods of a spec for CUDA, in the order in which they are emitted.</summary>
    public static IEnumerable<GpuMember> OfCuda(SpecModel model) => Of(model, [false]);

    /// <summary>Whether a data parameter is a span: one of the host's memory, or a tensor of it.</summary>
    public bool IsOnHost(SpecModel model, ExprParameter parameter)
        => parameter.HasElements && (Memory == GpuMemory.Host || (SeesMask && IsReadByMask(model, parameter)));

    /// <summary>Whether a data parameter lies in the memory of the device.</summary>
    public bool IsOnDevice(SpecModel model, ExprParameter parameter)
        => parameter.HasElements && !IsOnHost(model, parameter);

    private static IEnumerable<GpuMember> Of(SpecModel model, bool[] halves)
        => from sees in model.Data.Any(parameter => IsReadByMask(model, parameter)) ? new[] { false, true } : [false]
           from isHalf in halves
           from memory in new[] { GpuMemory.Device, GpuMemory.Stream, GpuMemory.Host }
           where memory != GpuMemory.Host || (!sees && !isHalf)
           from writesLse in model.WritesLse ? new[] { false, true } : [false]
           select new GpuMember(memory, writesLse, sees, isHalf);

    private static bool IsReadByMask(SpecModel model, ExprParameter parameter)
        => parameter.HasElements && model.Spec?.Mask.Data().Contains(parameter) == true;
}
