using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The bodies of the members that launch ILGPU kernels.</summary>
internal static class IlgpuSurfaceBody
{
    // Names that no parameter of a person's has.
    private const string Items = "__items";
    private const string Stream = "__stream";

    /// <summary>Writes the body of a member.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The spec.</param>
    /// <param name="memory">Where its tensors lie.</param>
    /// <param name="writesLse">Whether it takes a log-sum-exp.</param>
    /// <param name="kernels">The class with the kernels.</param>
    public static void Write(SourceWriter writer, SpecModel model, IlgpuMemory memory, bool writesLse, string kernels)
    {
        var place = IlgpuSurface.PlaceName(memory, model.Data);
        using (writer.Block())
        {
            writer.Line($"global::System.ArgumentNullException.ThrowIfNull({place});");
            if (memory == IlgpuMemory.Accelerator)
                WriteForward(writer, model, writesLse, place);
            else if (memory == IlgpuMemory.Stream)
                WriteLaunch(writer, model, writesLse, place, kernels);
            else
                WriteHost(writer, model, writesLse, place, kernels);
        }
    }

    private static void WriteForward(SourceWriter writer, SpecModel model, bool writesLse, string place)
    {
        var data = string.Concat(model.Data.Select(parameter => $", {CSharpKeywords.Escape(parameter.Name)}"));
        writer.Line($"Forward({place}.DefaultStream, q, k, v, o{(writesLse ? ", lse" : "")}{data}, shape, options, {IlgpuSurface.StridesName(model.Data)});");
    }

    private static void WriteLaunch(SourceWriter writer, SpecModel model, bool writesLse, string stream, string kernels)
    {
        WriteItems(writer, model.Data, parameter => parameter.IsArray
            ? $"OnDevice(global::KernelGen.DataType.{parameter.Type}, {CSharpKeywords.Escape(parameter.Name)}.Length)"
            : $"Of({CSharpKeywords.Escape(parameter.Name)})");
        var values = string.Concat(model.Data.Select(parameter => $", {Scalar(parameter)}"));
        var items = model.Data.Count > 0 ? Items : "null";
        writer.Line($"{kernels}.Run({stream}, q, k, v, o, {Lse(model, writesLse, "lse")}shape, {IlgpuSurface.StridesName(model.Data)}, options, {items}{values});");
    }

    private static void WriteHost(SourceWriter writer, SpecModel model, bool writesLse, string place, string kernels)
    {
        writer.Line($"global::KernelGen.Devices.Ilgpu.IlgpuCall.RequireContiguous(Compiled, shape, q.Length, k.Length, v.Length, o.Length, {(writesLse ? "lse.Length" : "-1")});");
        writer.Line($"var {Stream} = {place}.DefaultStream;");
        foreach (var tensor in new[] { "q", "k", "v" })
            writer.Line($"using var __{tensor} = {kernels}.Upload({Stream}, {Elements(model.Precision, tensor)});");
        writer.Line($"using var __o = {place}.Allocate1D<{IlgpuSurface.DeviceElement(model.Precision)}>(global::System.Math.Max(1, o.Length));");
        if (writesLse)
            writer.Line($"using var __lse = {place}.Allocate1D<float>(global::System.Math.Max(1, lse.Length));");
        foreach (var array in model.Data.Where(parameter => parameter.IsArray))
            writer.Line($"using var __view_{array.Name} = {kernels}.Upload({Stream}, {Bytes(array)});");
        foreach (var array in model.Data.Where(parameter => parameter.IsArray))
            writer.Line($"fixed ({array.Keyword}* __host_{array.Name} = {CSharpKeywords.Escape(array.Name)})");
        using (writer.Block())
        {
            WriteItems(writer, model.Data, parameter => parameter.IsArray
                ? $"Of(__host_{parameter.Name}, {CSharpKeywords.Escape(parameter.Name)}.Length)"
                : $"Of({CSharpKeywords.Escape(parameter.Name)})");
            var values = string.Concat(model.Data.Select(parameter => $", {(parameter.IsArray ? $"__view_{parameter.Name}.View" : Scalar(parameter))}"));
            var items = model.Data.Count > 0 ? Items : "null";
            var lse = Lse(model, writesLse, "__lse.View.BaseView.SubView(0L, (long)lse.Length)");
            writer.Line($"{kernels}.Run({Stream}, __q.View, __k.View, __v.View, __o.View, {lse}shape, null, options, {items}{values});");
        }
        writer.Line($"{kernels}.Download({Stream}, __o.View, {Elements(model.Precision, "o")});");
        if (writesLse)
            writer.Line($"{kernels}.Download({Stream}, __lse.View, lse);");
    }

    private static void WriteItems(SourceWriter writer, DataList data, Func<ExprParameter, string> value)
    {
        if (data.Count == 0)
            return;
        using (writer.Block($"var {Items} = stackalloc global::KernelGen.DataItem[]", "};"))
        {
            foreach (var parameter in data)
                writer.Line($"global::KernelGen.DataItem.{value(parameter)},");
        }
    }

    private static string Lse(SpecModel model, bool writesLse, string view)
        => !model.WritesLse ? "" : writesLse ? $"{view}, true, " : "default, false, ";

    private static string Scalar(ExprParameter parameter)
    {
        var name = CSharpKeywords.Escape(parameter.Name);
        return !parameter.IsArray && parameter.Type == ExprDataType.Bool ? $"{name} ? 1 : 0" : name;
    }

    // Elements that ILGPU has no type for travel as their bits.
    private static string Elements(ElementType precision, string span) => precision == ElementType.Float32
        ? span
        : $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<{IlgpuSurface.HostElement(precision)}, ushort>({span})";

    private static string Bytes(ExprParameter array)
    {
        var name = CSharpKeywords.Escape(array.Name);
        return array.Type == ExprDataType.Bool ? $"global::System.Runtime.InteropServices.MemoryMarshal.AsBytes({name})" : name;
    }
}
