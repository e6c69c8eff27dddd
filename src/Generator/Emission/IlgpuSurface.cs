using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>The signatures of the methods that launch ILGPU kernels.</summary>
internal static class IlgpuSurface
{
    private const string Throws = "An argument does not fit the spec or the others, or the pinned variant does not exist; nothing has been written.";

    /// <summary>The signature of a method.</summary>
    public static SurfaceMember Of(SpecModel model, IlgpuMember member)
    {
        var head = HeadSizes.Of(model.Spec);
        var isHost = member.Memory == IlgpuMemory.Host;
        var parameters = new List<SurfaceParameter> { Place(member.Memory, model.Data) };
        parameters.AddRange(Tensors(isHost ? HostElement(model.Precision) : member.IsHalf ? Half : DeviceElement(model.Precision), head, isHost));
        if (member.WritesLse)
            parameters.Add(new SurfaceParameter(isHost ? "global::System.Span<float>" : View("float"), "lse", "Receives the log-sum-exp of every query row, B x Hq x Nq elements, natural logarithm."));
        parameters.AddRange(model.Data.SelectMany(parameter => member.IsOnDevice(model, parameter)
            ? DeviceData(parameter, model.Data)
            : SurfaceData.Parameters(new DataList([parameter]))));
        parameters.Add(new SurfaceParameter("global::KernelGen.AttentionShape", "shape", "The sizes."));
        parameters.Add(new SurfaceParameter("global::KernelGen.AttentionOptions?", "options", "How to run the call; of it only a pinned variant and the explain callback matter here.", "null"));
        if (!isHost)
            parameters.Add(new SurfaceParameter("global::KernelGen.AttentionStrides?", StridesName(model.Data), "How the tensors lie; null means contiguous (B, H, N, D).", "null"));
        return new SurfaceMember("Forward", "void", Summary(member), parameters, Throws);
    }

    /// <summary>ILGPU's type of float16.</summary>
    public const string Half = "global::ILGPU.Half";

    /// <summary>The element type of views: 16-bit elements come as their bits.</summary>
    public static string DeviceElement(ElementType precision) => precision == ElementType.Float32 ? "float" : "ushort";

    /// <summary>The element type of spans.</summary>
    public static string HostElement(ElementType precision) => SurfaceEmitter.ElementName(precision);

    /// <summary>The name of the first parameter; a data parameter may have taken the obvious one.</summary>
    public static string PlaceName(IlgpuMemory memory, DataList data) => Free(memory == IlgpuMemory.Stream ? "stream" : "accelerator", data);

    /// <summary>The name of the parameter with the strides.</summary>
    public static string StridesName(DataList data) => Free("strides", data);

    /// <summary>The name of the parameter with the layout of a tensor.</summary>
    public static string LayoutName(ExprParameter tensor, DataList data) => Free(tensor.Name + "Layout", data);

    private static string Free(string name, DataList data) => data.Any(parameter => parameter.Name == name) ? Free("ilgpu_" + name, data) : name;

    private static string Summary(IlgpuMember member)
    {
        var lse = member.WritesLse ? ", and writes the log-sum-exp" : "";
        var seen = member.SeesMask ? " What the mask reads is on the host, so that tiles are skipped by it; its copy waits for what is in the stream." : "";
        return member.Memory switch
        {
            IlgpuMemory.Host => $"Computes attention on an ILGPU accelerator over memory of the host{lse}: copies there and back, and waits.",
            IlgpuMemory.Stream => $"Computes attention on an ILGPU accelerator{lse}; returns when the launches are in the stream.{seen}",
            _ => $"Computes attention on an ILGPU accelerator{lse}; returns when the launches are in its default stream.{seen}",
        };
    }

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

    private static IEnumerable<SurfaceParameter> DeviceData(ExprParameter parameter, DataList data)
    {
        var truths = parameter.Type == ExprDataType.Bool ? " Truth values are bytes." : "";
        yield return new(
            View(parameter.Type == ExprDataType.Bool ? "byte" : parameter.Keyword), CSharpKeywords.Escape(parameter.Name),
            $"Data that mask or score read by index; what lies on the accelerator takes no part in skipping tiles.{truths}");
        if (parameter.IsTensor)
        {
            yield return new(
                "global::KernelGen.DataLayout", LayoutName(parameter, data),
                $"The lengths and strides of {parameter.Name}, of rank 2 to 4; leading dimensions may be missing, and one of length 1 is broadcast.");
        }
    }

    private static string View(string element) => $"global::ILGPU.ArrayView<{element}>";
}
