using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>How data reaches the methods that launch on a GPU: items on the stack, and what the host holds pinned until the call returns.</summary>
internal static class GpuSurfaceData
{
    // Names that no parameter of a person's has.
    private const string Items = "__kernelgenItems";
    private const string Pinned = "__host_";

    /// <summary>Pins what the host holds, and writes the items; the result closes the block of the pins, where there are any.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The spec.</param>
    /// <param name="member">The method.</param>
    /// <param name="onDevice">C# that gives the item of a parameter in the memory of the device.</param>
    public static IDisposable? Write(SourceWriter writer, SpecModel model, GpuMember member, Func<ExprParameter, string> onDevice)
    {
        ExprParameter[] pinned = [.. model.Data.Where(parameter => member.IsOnHost(model, parameter))];
        foreach (var parameter in pinned)
            writer.Line($"fixed ({parameter.Keyword}* {Pinned}{parameter.Name} = {SurfaceData.Pinned(parameter)})");
        IDisposable? block = pinned.Length > 0 ? writer.Block() : null;
        if (model.Data.Count == 0)
            return block;
        using (writer.Block($"var {Items} = stackalloc global::KernelGen.DataItem[]", "};"))
        {
            foreach (var parameter in model.Data)
            {
                writer.Line(member.IsOnDevice(model, parameter)
                    ? $"{onDevice(parameter)},"
                    : $"global::KernelGen.DataItem.Of({SurfaceData.Value(parameter, Pinned)}),");
            }
        }
        return block;
    }

    /// <summary>The items as an argument.</summary>
    public static string Argument(SpecModel model) => model.Data.Count > 0 ? Items : "null";

    /// <summary>The data of one method as the arguments of another one, each after a comma.</summary>
    public static string Forwarded(SpecModel model, GpuMember member, GpuDialect dialect)
        => string.Concat(model.Data.Select(parameter => $", {CSharpKeywords.Escape(parameter.Name)}"
            + (parameter.IsTensor && member.IsOnDevice(model, parameter) ? $", {dialect.LayoutName(parameter, model.Data)}" : "")));
}
