using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The bodies of the members that launch ILGPU kernels.</summary>
internal static class IlgpuSurfaceBody
{
    // Names that no parameter of a person's has.
    private const string Items = "__kernelgenItems";
    private const string Stream = "__stream";

    /// <summary>Writes the body of a member.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The spec.</param>
    /// <param name="member">The member.</param>
    /// <param name="kernels">The class with the kernels.</param>
    public static void Write(SourceWriter writer, SpecModel model, IlgpuMember member, string kernels)
    {
        var place = IlgpuSurface.PlaceName(member.Memory, model.Data);
        using (writer.Block())
        {
            writer.Line($"global::System.ArgumentNullException.ThrowIfNull({place});");
            if (member.OnlyForwards)
                WriteForward(writer, model, member, place);
            else if (member.Memory == IlgpuMemory.Stream)
                WriteRun(writer, model, member, (kernels, place, ""), member.WritesLse ? "lse" : null, IlgpuSurface.StridesName(model.Data));
            else
                WriteHost(writer, model, member, (kernels, place));
        }
    }

    private static void WriteForward(SourceWriter writer, SpecModel model, IlgpuMember member, string place)
    {
        var to = member.Memory == IlgpuMemory.Accelerator ? $"{place}.DefaultStream" : place;
        var tensors = new[] { "q", "k", "v", "o" }.Select(tensor => member.IsHalf ? $"{tensor}.Cast<ushort>()" : tensor);
        var data = string.Concat(model.Data.Select(parameter => $", {CSharpKeywords.Escape(parameter.Name)}"
            + (parameter.IsTensor && member.IsOnDevice(model, parameter) ? $", {IlgpuSurface.LayoutName(parameter, model.Data)}" : "")));
        writer.Line($"Forward({to}, {string.Join(", ", tensors)}{(member.WritesLse ? ", lse" : "")}{data}, shape, options, {IlgpuSurface.StridesName(model.Data)});");
    }

    private static void WriteHost(SourceWriter writer, SpecModel model, IlgpuMember member, (string Kernels, string Accelerator) names)
    {
        var (kernels, place) = names;
        writer.Line($"global::KernelGen.Devices.Ilgpu.IlgpuCall.RequireContiguous(Compiled, shape, q.Length, k.Length, v.Length, o.Length, {(member.WritesLse ? "lse.Length" : "-1")});");
        writer.Line($"var {Stream} = {place}.DefaultStream;");
        foreach (var tensor in new[] { "q", "k", "v" })
            writer.Line($"using var __{tensor} = {kernels}.Upload({Stream}, {Elements(model.Precision, tensor)});");
        writer.Line($"using var __o = {place}.Allocate1D<{IlgpuSurface.DeviceElement(model.Precision)}>(global::System.Math.Max(1, o.Length));");
        if (member.WritesLse)
            writer.Line($"using var __lse = {place}.Allocate1D<float>(global::System.Math.Max(1, lse.Length));");
        WriteRun(writer, model, member, (kernels, Stream, "__"), member.WritesLse ? "__lse.View.BaseView.SubView(0L, (long)lse.Length)" : null, "null");
        writer.Line($"{kernels}.Download({Stream}, __o.View, {Elements(model.Precision, "o")});");
        if (member.WritesLse)
            writer.Line($"{kernels}.Download({Stream}, __lse.View, lse);");
    }

    // Data of the host stays where it is until the call returns; the launch copies it.
    private static void WriteRun(
        SourceWriter writer, SpecModel model, IlgpuMember member, (string Kernels, string Stream, string Prefix) names, string? lse, string strides)
    {
        ExprParameter[] pinned = [.. model.Data.Where(parameter => member.IsOnHost(model, parameter))];
        foreach (var parameter in pinned)
            writer.Line($"fixed ({parameter.Keyword}* __host_{parameter.Name} = {SurfaceData.Pinned(parameter)})");
        using IDisposable? block = pinned.Length > 0 ? writer.Block() : null;
        WriteItems(writer, model, member);
        var values = string.Concat(model.Data.Select(parameter => $", {(member.IsOnHost(model, parameter) ? "default" : Value(parameter))}"));
        var tensors = string.Join(", ", new[] { "q", "k", "v", "o" }.Select(tensor => names.Prefix.Length > 0 ? $"{names.Prefix}{tensor}.View" : tensor));
        var lseArguments = !model.WritesLse ? "" : lse is null ? "default, false, " : $"{lse}, true, ";
        writer.Line($"{names.Kernels}.Run({names.Stream}, {tensors}, {lseArguments}shape, {strides}, options, {(model.Data.Count > 0 ? Items : "null")}{values});");
    }

    private static void WriteItems(SourceWriter writer, SpecModel model, IlgpuMember member)
    {
        if (model.Data.Count == 0)
            return;
        using (writer.Block($"var {Items} = stackalloc global::KernelGen.DataItem[]", "};"))
        {
            foreach (var parameter in model.Data)
                writer.Line($"global::KernelGen.DataItem.{Item(model, member, parameter)},");
        }
    }

    private static string Item(SpecModel model, IlgpuMember member, ExprParameter parameter)
    {
        var name = CSharpKeywords.Escape(parameter.Name);
        if (!member.IsOnDevice(model, parameter))
            return $"Of({SurfaceData.Value(parameter, "__host_")})";
        return parameter.IsTensor
            ? $"OnDevice(global::KernelGen.DataType.{parameter.Type}, {IlgpuSurface.LayoutName(parameter, model.Data)}, {name}.Length, {Literals.Text(parameter.Name)})"
            : $"OnDevice(global::KernelGen.DataType.{parameter.Type}, {name}.Length)";
    }

    private static string Value(ExprParameter parameter)
    {
        var name = CSharpKeywords.Escape(parameter.Name);
        return parameter is { IsArray: false, IsTensor: false, Type: ExprDataType.Bool } ? $"{name} ? 1 : 0" : name;
    }

    // Elements that ILGPU has no type for travel as their bits.
    private static string Elements(ElementType precision, string span) => precision == ElementType.Float32
        ? span
        : $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<{IlgpuSurface.HostElement(precision)}, ushort>({span})";
}
