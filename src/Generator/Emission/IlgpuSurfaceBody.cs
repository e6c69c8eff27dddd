using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The bodies of the members that launch ILGPU kernels.</summary>
internal static class IlgpuSurfaceBody
{
    // A name that no parameter of a person's has.
    private const string Stream = "__stream";

    /// <summary>The signature of the member that says what would run on an accelerator.</summary>
    public static SurfaceMember Explain { get; } = new(
        "Explain", "global::KernelGen.Selection.SelectionReport", "Which variant would run for a shape with contiguous tensors on an ILGPU accelerator, and why.",
        [
            new("global::ILGPU.Runtime.Accelerator", "accelerator", "The accelerator."),
            new("global::KernelGen.AttentionShape", "shape", "The sizes."),
            SurfaceMembers.Options with { Comment = "The options of the call, of which a pinned variant matters." },
        ],
        "The shape is impossible, or the pinned variant does not exist.",
        "The variant, the layer of the lookup that chose it, and the reason.");

    /// <summary>Writes the body of a member.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The spec.</param>
    /// <param name="member">The member; null for <see cref="Explain"/>.</param>
    /// <param name="kernels">The class with the kernels.</param>
    public static void Write(SourceWriter writer, SpecModel model, GpuMember? member, string kernels)
    {
        using (writer.Block())
        {
            if (member is null)
            {
                writer.Line($"global::System.ArgumentNullException.ThrowIfNull(accelerator);\nreturn {kernels}.Explain(accelerator, shape, options);");
                return;
            }
            var place = GpuDialect.Ilgpu.PlaceName(member.Memory, model.Data);
            writer.Line($"global::System.ArgumentNullException.ThrowIfNull({place});");
            if (member.OnlyForwards)
                WriteForward(writer, model, member, place);
            else if (member.Memory == GpuMemory.Stream)
                WriteRun(writer, model, member, (kernels, place, ""), member.WritesLse ? "lse" : null, GpuDialect.Ilgpu.StridesName(model.Data));
            else
                WriteHost(writer, model, member, (kernels, place));
        }
    }

    private static void WriteForward(SourceWriter writer, SpecModel model, GpuMember member, string place)
    {
        var to = member.Memory == GpuMemory.Device ? $"{place}.DefaultStream" : place;
        var tensors = new[] { "q", "k", "v", "o" }.Select(tensor => member.IsHalf ? $"{tensor}.Cast<ushort>()" : tensor);
        var data = GpuSurfaceData.Forwarded(model, member, GpuDialect.Ilgpu);
        writer.Line($"Forward({to}, {string.Join(", ", tensors)}{(member.WritesLse ? ", lse" : "")}{data}, shape, options, {GpuDialect.Ilgpu.StridesName(model.Data)});");
    }

    private static void WriteHost(SourceWriter writer, SpecModel model, GpuMember member, (string Kernels, string Accelerator) names)
    {
        var (kernels, place) = names;
        writer.Line($"global::KernelGen.Devices.Gpu.GpuCall.RequireContiguous(Compiled, shape, q.Length, k.Length, v.Length, o.Length, {(member.WritesLse ? "lse.Length" : "-1")});");
        writer.Line($"var {Stream} = {place}.DefaultStream;");
        foreach (var tensor in new[] { "q", "k", "v" })
            writer.Line($"using var __{tensor} = {kernels}.Upload({Stream}, {Elements(model.Precision, tensor)});");
        writer.Line($"using var __o = {place}.Allocate1D<{GpuDialect.Ilgpu.Elements(model.Precision.Output())}>(global::System.Math.Max(1, o.Length));");
        if (member.WritesLse)
            writer.Line($"using var __lse = {place}.Allocate1D<float>(global::System.Math.Max(1, lse.Length));");
        WriteRun(writer, model, member, (kernels, Stream, "__"), member.WritesLse ? "__lse.View.BaseView.SubView(0L, (long)lse.Length)" : null, "null");
        writer.Line($"{kernels}.Download({Stream}, __o.View, {Elements(model.Precision.Output(), "o")});");
        if (member.WritesLse)
            writer.Line($"{kernels}.Download({Stream}, __lse.View, lse);");
    }

    // Data of the host stays where it is until the call returns; the launch copies it.
    private static void WriteRun(
        SourceWriter writer, SpecModel model, GpuMember member, (string Kernels, string Stream, string Prefix) names, string? lse, string strides)
    {
        using var block = GpuSurfaceData.Write(writer, model, member, parameter => OnDevice(model, parameter));
        var values = string.Concat(model.Data.Select(parameter => $", {(member.IsOnHost(model, parameter) ? "default" : Value(parameter))}"));
        var tensors = string.Join(", ", new[] { "q", "k", "v", "o" }.Select(tensor => names.Prefix.Length > 0 ? $"{names.Prefix}{tensor}.View" : tensor));
        var lseArguments = !model.WritesLse ? "" : lse is null ? "default, false, " : $"{lse}, true, ";
        writer.Line($"{names.Kernels}.Run({names.Stream}, {tensors}, {lseArguments}shape, {strides}, options, {GpuSurfaceData.Argument(model)}{values});");
    }

    private static string OnDevice(SpecModel model, ExprParameter parameter)
    {
        var name = CSharpKeywords.Escape(parameter.Name);
        return parameter.IsTensor
            ? $"global::KernelGen.DataItem.OnDevice(global::KernelGen.DataType.{parameter.Type}, {GpuDialect.Ilgpu.LayoutName(parameter, model.Data)}, {name}.Length, {Literals.Text(parameter.Name)})"
            : $"global::KernelGen.DataItem.OnDevice(global::KernelGen.DataType.{parameter.Type}, {name}.Length, {Literals.Text(parameter.Name)})";
    }

    private static string Value(ExprParameter parameter)
    {
        var name = CSharpKeywords.Escape(parameter.Name);
        return parameter is { IsArray: false, IsTensor: false, Type: ExprDataType.Bool } ? $"{name} ? 1 : 0" : name;
    }

    // Elements that ILGPU has no type for travel as their bits.
    private static string Elements(ElementType precision, string span) => precision == ElementType.Float32
        ? span
        : $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<{SurfaceEmitter.ElementName(precision)}, {GpuDialect.Ilgpu.Elements(precision)}>({span})";
}
