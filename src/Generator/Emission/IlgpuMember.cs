using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>Where the tensors of a member that launches ILGPU kernels lie, and what it queues its work in.</summary>
internal enum IlgpuMemory
{
    /// <summary>Views of an accelerator's memory, on the accelerator's default stream.</summary>
    Accelerator,

    /// <summary>Views of an accelerator's memory, on a stream of the caller's.</summary>
    Stream,

    /// <summary>Spans of the host's memory, copied there and back.</summary>
    Host,
}

/// <summary>One of the methods that launch ILGPU kernels.</summary>
/// <param name="Memory">Where its tensors lie.</param>
/// <param name="WritesLse">Whether it takes a log-sum-exp.</param>
/// <param name="SeesMask">Whether the arrays and tensors that the mask reads lie on the host, where plans see them.</param>
/// <param name="IsHalf">Whether views of float16 are views of ILGPU's own type, and not of its bits.</param>
internal sealed record IlgpuMember(IlgpuMemory Memory, bool WritesLse, bool SeesMask, bool IsHalf)
{
    /// <summary>Whether it only calls another one.</summary>
    public bool OnlyForwards => Memory == IlgpuMemory.Accelerator || IsHalf;

    /// <summary>The methods of a spec, in the order in which they are emitted.</summary>
    public static IEnumerable<IlgpuMember> Of(SpecModel model)
        => from sees in model.Data.Any(parameter => IsReadByMask(model, parameter)) ? new[] { false, true } : [false]
           from isHalf in model.Precision == ElementType.Float16 ? new[] { false, true } : [false]
           from memory in new[] { IlgpuMemory.Accelerator, IlgpuMemory.Stream, IlgpuMemory.Host }
           where memory != IlgpuMemory.Host || (!sees && !isHalf)
           from writesLse in model.WritesLse ? new[] { false, true } : [false]
           select new IlgpuMember(memory, writesLse, sees, isHalf);

    /// <summary>Whether a data parameter is a span: one of the host's memory, or a tensor of it.</summary>
    public bool IsOnHost(SpecModel model, ExprParameter parameter)
        => parameter.HasElements && (Memory == IlgpuMemory.Host || (SeesMask && IsReadByMask(model, parameter)));

    /// <summary>Whether a data parameter is a view.</summary>
    public bool IsOnDevice(SpecModel model, ExprParameter parameter)
        => parameter.HasElements && !IsOnHost(model, parameter);

    private static bool IsReadByMask(SpecModel model, ExprParameter parameter)
        => parameter.HasElements && model.Spec?.Mask.Data().Contains(parameter) == true;
}
