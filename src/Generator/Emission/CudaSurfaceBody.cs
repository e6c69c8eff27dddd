using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The bodies of the members that launch CUDA kernels: the runtime does the work, so each is a call.</summary>
internal static class CudaSurfaceBody
{
    private const string Runtime = "global::KernelGen.Devices.Cuda";

    // Names that no parameter of a person's has.
    private const string Held = "__held_";

    /// <summary>The signature of the member that says what would run on a device.</summary>
    public static SurfaceMember Explain { get; } = new(
        "Explain", "global::KernelGen.Selection.SelectionReport", "Which variant would run for a shape on a CUDA device, and why.",
        [
            new($"{Runtime}.CudaDevice", "device", "The device."),
            new("global::KernelGen.AttentionShape", "shape", "The sizes."),
            SurfaceMembers.Options with { Comment = "The options of the call; a pinned variant matters, and whether the processor runs what the device cannot." },
        ],
        "The shape is impossible, or the pinned variant does not exist.",
        "The variant, the layer of the lookup that chose it, and the reason.");

    /// <summary>Writes the body of a member.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The spec.</param>
    /// <param name="member">The member; null for <see cref="Explain"/>.</param>
    /// <param name="kernels">C# that gives the kernels.</param>
    public static void Write(SourceWriter writer, SpecModel model, GpuMember? member, string kernels)
    {
        if (member is null)
        {
            using (writer.Indent())
                writer.Line($"=> {kernels}.Explain(device, shape, options);");
            return;
        }
        using (writer.Block())
        {
            var place = GpuDialect.Cuda.PlaceName(member.Memory, model.Data);
            writer.Line($"global::System.ArgumentNullException.ThrowIfNull({place});");
            if (member.OnlyForwards)
                WriteForward(writer, model, member, place);
            else
                WriteRun(writer, model, member, $"{kernels}.{(member.Memory == GpuMemory.Host ? "RunOnHostMemory" : "Run")}({place}");
        }
    }

    private static void WriteForward(SourceWriter writer, SpecModel model, GpuMember member, string place)
    {
        var data = GpuSurfaceData.Forwarded(model, member, GpuDialect.Cuda);
        writer.Line($"Forward({place}.DefaultStream, q, k, v, o{(member.WritesLse ? ", lse" : "")}{data}, shape, options, {GpuDialect.Cuda.StridesName(model.Data)});");
    }

    private static void WriteRun(SourceWriter writer, SpecModel model, GpuMember member, string callee)
    {
        var isHost = member.Memory == GpuMemory.Host;
        var place = GpuDialect.Cuda.PlaceName(member.Memory, model.Data);
        using var block = GpuSurfaceData.Write(writer, model, member, parameter => OnDevice(model, parameter, place));
        var lse = member.WritesLse ? (isHost ? "lse, true" : "lse") : isHost ? "default, false" : "null";
        var strides = isHost ? "" : $", {GpuDialect.Cuda.StridesName(model.Data)}";
        // The items have addresses; until the launches are in the stream nobody may free what is there.
        foreach (var parameter in model.Data.Where(parameter => parameter.HasElements && member.IsOnDevice(model, parameter)))
            writer.Line($"using var {Held}{parameter.Name} = {CSharpKeywords.Escape(parameter.Name)}.Hold();");
        writer.Line($"{callee}, q, k, v, o, {lse}, shape{strides}, options, {GpuSurfaceData.Argument(model)});");
    }

    private static string OnDevice(SpecModel model, ExprParameter parameter, string place)
    {
        var layout = parameter.IsTensor ? $", {GpuDialect.Cuda.LayoutName(parameter, model.Data)}" : "";
        return $"{Runtime}.CudaKernels.Item({place}, {CSharpKeywords.Escape(parameter.Name)}{layout}, global::KernelGen.DataType.{parameter.Type}, {Literals.Text(parameter.Name)})";
    }
}
