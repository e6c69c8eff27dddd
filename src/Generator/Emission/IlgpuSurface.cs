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

/// <summary>Which methods a spec gets in a project that references ILGPU.</summary>
internal static class IlgpuSurface
{
    private const string Throws = "An argument does not fit the spec or the others, or the pinned variant does not exist; nothing has been written.";

    /// <summary>The method for a kind of memory.</summary>
    public static SurfaceMember Of(SpecModel model, IlgpuMemory memory, bool writesLse)
    {
        var head = HeadSizes.Of(model.Spec);
        var isHost = memory == IlgpuMemory.Host;
        var parameters = new List<SurfaceParameter> { Place(memory, model.Data) };
        parameters.AddRange(Tensors(isHost ? HostElement(model.Precision) : DeviceElement(model.Precision), head, isHost));
        if (writesLse)
            parameters.Add(new SurfaceParameter(isHost ? "global::System.Span<float>" : View("float"), "lse", "Receives the log-sum-exp of every query row, B x Hq x Nq elements, natural logarithm."));
        parameters.AddRange(isHost ? SurfaceData.Parameters(model.Data) : model.Data.Select(DeviceData));
        parameters.Add(new SurfaceParameter("global::KernelGen.AttentionShape", "shape", "The sizes."));
        parameters.Add(new SurfaceParameter("global::KernelGen.AttentionOptions?", "options", "How to run the call; of it only a pinned variant and the explain callback matter here.", "null"));
        if (!isHost)
            parameters.Add(new SurfaceParameter("global::KernelGen.AttentionStrides?", StridesName(model.Data), "How the tensors lie; null means contiguous (B, H, N, D).", "null"));
        var lse = writesLse ? ", and writes the log-sum-exp" : "";
        return new SurfaceMember("Forward", "void", memory switch
        {
            IlgpuMemory.Host => $"Computes attention on an ILGPU accelerator over memory of the host{lse}: copies there and back, and waits.",
            IlgpuMemory.Stream => $"Computes attention on an ILGPU accelerator{lse}; returns when the launches are in the stream.",
            _ => $"Computes attention on an ILGPU accelerator{lse}; returns when the launches are in its default stream.",
        }, parameters, Throws);
    }

    /// <summary>The element type of views: 16-bit elements come as their bits.</summary>
    public static string DeviceElement(ElementType precision) => precision == ElementType.Float32 ? "float" : "ushort";

    /// <summary>The element type of spans.</summary>
    public static string HostElement(ElementType precision) => SurfaceEmitter.ElementName(precision);

    /// <summary>The name of the first parameter; a data parameter may have taken the obvious one.</summary>
    public static string PlaceName(IlgpuMemory memory, DataList data) => Free(memory == IlgpuMemory.Stream ? "stream" : "accelerator", data);

    /// <summary>The name of the parameter with the strides.</summary>
    public static string StridesName(DataList data) => Free("strides", data);

    private static string Free(string name, DataList data) => data.Any(parameter => parameter.Name == name) ? Free("ilgpu_" + name, data) : name;

    private static SurfaceParameter Place(IlgpuMemory memory, DataList data) => memory == IlgpuMemory.Stream
        ? new("global::ILGPU.Runtime.AcceleratorStream", PlaceName(memory, data), "What the launches are queued in.")
        : new("global::ILGPU.Runtime.Accelerator", PlaceName(memory, data), "What computes.");

    private static IEnumerable<SurfaceParameter> Tensors(string element, HeadSizes head, bool isHost)
    {
        var (input, output) = isHost ? ($"global::System.ReadOnlySpan<{element}>", $"global::System.Span<{element}>") : (View(element), View(element));
        var bits = element == "ushort" ? ", as their bits" : "";
        yield return new(input, "q", $"Queries, B x Hq x Nq x {head.Key} elements{bits}.");
        yield return new(input, "k", $"Keys, B x Hkv x Nk x {head.Key} elements{bits}; Hq is a multiple of Hkv.");
        yield return new(input, "v", $"Values, B x Hkv x Nk x {head.Value} elements{bits}.");
        yield return new(output, "o", $"Receives the output, B x Hq x Nq x {head.Value} elements{bits}.");
    }

    private static SurfaceParameter DeviceData(ExprParameter parameter)
    {
        var element = parameter.Type == ExprDataType.Bool ? "byte" : parameter.Keyword;
        var isView = parameter.IsArray || parameter.IsTensor;
        return new(
            isView ? View(element) : parameter.Keyword,
            CSharpKeywords.Escape(parameter.Name),
            !isView ? "Data that mask or score read."
                : "Data that mask or score read by index; what lies on the accelerator takes no part in skipping tiles."
                    + (parameter.Type == ExprDataType.Bool ? " Truth values are bytes." : ""));
    }

    private static string View(string element) => $"global::ILGPU.ArrayView<{element}>";
}
