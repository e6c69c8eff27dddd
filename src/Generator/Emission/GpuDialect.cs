using KernelGen.Templates.Expressions;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>How the methods that launch on a GPU are worded for ILGPU and for CUDA: types, names and prose.</summary>
internal sealed record GpuDialect
{
    /// <summary>ILGPU's accelerators. Elements that ILGPU has no type for travel as their bits, truth values as bytes.</summary>
    public static GpuDialect Ilgpu { get; } = new()
    {
        Place = "an ILGPU accelerator",
        Prefix = "ilgpu_",
        DeviceType = "global::ILGPU.Runtime.Accelerator",
        DeviceName = "accelerator",
        StreamType = "global::ILGPU.Runtime.AcceleratorStream",
        ViewType = "global::ILGPU.ArrayView",
        TruthType = "byte",
        Elements = IlgpuTemplate.ElementName,
    };

    /// <summary>CUDA's devices, without ILGPU.</summary>
    public static GpuDialect Cuda { get; } = new()
    {
        Place = "a CUDA device",
        Prefix = "cuda_",
        DeviceType = "global::KernelGen.Devices.Cuda.CudaDevice",
        DeviceName = "device",
        StreamType = "global::KernelGen.Devices.Cuda.CudaStream",
        ViewType = "global::KernelGen.Devices.Cuda.DeviceBuffer",
        TruthType = "bool",
        Elements = SurfaceEmitter.ElementName,
    };

    /// <summary>Where the work goes, as comments name it.</summary>
    public required string Place { get; init; }

    /// <summary>What stands before a parameter whose name a data parameter has taken.</summary>
    public required string Prefix { get; init; }

    /// <summary>The type of a device.</summary>
    public required string DeviceType { get; init; }

    /// <summary>The name of the parameter that is one.</summary>
    public required string DeviceName { get; init; }

    /// <summary>The type of a stream.</summary>
    public required string StreamType { get; init; }

    /// <summary>The generic type of memory of a device.</summary>
    public required string ViewType { get; init; }

    /// <summary>The type of truth values there.</summary>
    public required string TruthType { get; init; }

    /// <summary>The type of a tensor's elements there.</summary>
    public required Func<ElementType, string> Elements { get; init; }

    /// <summary>Memory of a device.</summary>
    public string View(string element) => $"{ViewType}<{element}>";

    /// <summary>The type of a data parameter's elements there.</summary>
    public string Element(ExprParameter parameter) => parameter.Type == ExprDataType.Bool ? TruthType : parameter.Keyword;

    /// <summary>The name of the first parameter; a data parameter may have taken the obvious one.</summary>
    public string PlaceName(GpuMemory memory, DataList data) => Free(memory == GpuMemory.Stream ? "stream" : DeviceName, data);

    /// <summary>The name of the parameter with the strides.</summary>
    public string StridesName(DataList data) => Free("strides", data);

    /// <summary>The name of the parameter with the layout of a tensor.</summary>
    public string LayoutName(ExprParameter tensor, DataList data) => Free(tensor.Name + "Layout", data);

    private string Free(string name, DataList data) => data.Any(parameter => parameter.Name == name) ? Free(Prefix + name, data) : name;
}
