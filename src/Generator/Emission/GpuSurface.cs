using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>The signatures of the methods that launch on a GPU.</summary>
internal static class GpuSurface
{
    /// <summary>ILGPU's type of float16.</summary>
    public const string Half = "global::ILGPU.Half";

    private const string Throws = "An argument does not fit the spec or the others, or the pinned variant does not exist; nothing has been written.";

    /// <summary>The signature of a method.</summary>
    public static SurfaceMember Of(SpecModel model, GpuMember member, GpuDialect dialect)
    {
        var isHost = member.Memory == GpuMemory.Host;
        var parameters = new List<SurfaceParameter> { Place(member.Memory, model.Data, dialect) };
        parameters.AddRange(Tensors(model, member, dialect));
        if (member.WritesLse)
            parameters.Add(new SurfaceParameter(isHost ? "global::System.Span<float>" : dialect.View("float"), "lse", "Receives the log-sum-exp of every query row, B x Hq x Nq elements, natural logarithm."));
        parameters.AddRange(model.Data.SelectMany(parameter => member.IsOnDevice(model, parameter)
            ? DeviceData(parameter, model.Data, dialect)
            : SurfaceData.Parameters(new DataList([parameter]))));
        parameters.Add(new SurfaceParameter("global::KernelGen.AttentionShape", "shape", "The sizes."));
        parameters.Add(new SurfaceParameter("global::KernelGen.AttentionOptions?", "options", OptionsComment(dialect), "null"));
        if (!isHost)
            parameters.Add(new SurfaceParameter("global::KernelGen.AttentionStrides?", dialect.StridesName(model.Data), "How the tensors lie; null means contiguous (B, H, N, D).", "null"));
        return new SurfaceMember("Forward", "void", Summary(member, dialect), parameters, Throws);
    }

    private static string OptionsComment(GpuDialect dialect) => dialect == GpuDialect.Ilgpu
        ? "How to run the call; of it only a pinned variant and the explain callback matter here."
        : "How to run the call: a pinned variant, the explain callback, and whether the processor runs what the device cannot.";

    private static string Summary(GpuMember member, GpuDialect dialect)
    {
        var lse = member.WritesLse ? ", and writes the log-sum-exp" : "";
        var seen = member.SeesMask ? " What the mask reads is on the host, so that tiles are skipped by it; its copy waits for what is in the stream." : "";
        return member.Memory switch
        {
            GpuMemory.Host => $"Computes attention on {dialect.Place} over memory of the host{lse}: copies there and back, and waits.",
            GpuMemory.Stream => $"Computes attention on {dialect.Place}{lse}; returns when the launches are in the stream.{seen}",
            _ => $"Computes attention on {dialect.Place}{lse}; returns when the launches are in its default stream.{seen}",
        };
    }

    private static SurfaceParameter Place(GpuMemory memory, DataList data, GpuDialect dialect) => memory == GpuMemory.Stream
        ? new(dialect.StreamType, dialect.PlaceName(memory, data), "What the launches are queued in.")
        : new(dialect.DeviceType, dialect.PlaceName(memory, data), "What computes.");

    private static IEnumerable<SurfaceParameter> Tensors(SpecModel model, GpuMember member, GpuDialect dialect)
    {
        var head = HeadSizes.Of(model.Spec);
        var isHost = member.Memory == GpuMemory.Host;
        string Element(ElementType precision) => isHost ? SurfaceEmitter.ElementName(precision) : member.IsHalf ? Half : dialect.Elements(precision);
        var (element, outputElement) = (Element(model.Precision), Element(model.Precision.Output()));
        var (input, output) = isHost
            ? ($"global::System.ReadOnlySpan<{element}>", $"global::System.Span<{outputElement}>")
            : (dialect.View(element), dialect.View(outputElement));
        var bits = element is "ushort" or "byte" ? ", as their bits" : "";
        yield return new(input, "q", $"Queries, B x Hq x Nq x {head.Key} elements{bits}.");
        yield return new(input, "k", $"Keys, B x Hkv x Nk x {head.Key} elements{bits}; Hq is a multiple of Hkv.");
        yield return new(input, "v", $"Values, B x Hkv x Nk x {head.Value} elements{bits}.");
        yield return new(output, "o", $"Receives the output, B x Hq x Nq x {head.Value} elements{bits}.");
    }

    private static IEnumerable<SurfaceParameter> DeviceData(ExprParameter parameter, DataList data, GpuDialect dialect)
    {
        var truths = dialect.Element(parameter) == "byte" && parameter.Type == ExprDataType.Bool ? " Truth values are bytes." : "";
        var place = dialect == GpuDialect.Ilgpu ? "accelerator" : "device";
        yield return new(
            dialect.View(dialect.Element(parameter)), CSharpKeywords.Escape(parameter.Name),
            $"Data that mask or score read by index; what lies on the {place} takes no part in skipping tiles.{truths}");
        if (parameter.IsTensor)
        {
            yield return new(
                "global::KernelGen.DataLayout", dialect.LayoutName(parameter, data),
                $"The lengths and strides of {parameter.Name}, of rank 2 to 4; leading dimensions may be missing, and one of length 1 is broadcast.");
        }
    }
}
