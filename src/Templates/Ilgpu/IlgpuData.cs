using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// The data of masks and scores: views and scalars by value. A tensor comes with its layout, a struct. ILGPU refuses bool: truth values come as
/// bytes, and scalars as ints. What the host holds is copied to the accelerator by the launch.
/// </summary>
internal static class IlgpuData
{
    /// <summary>The last parameters of a kernel, each after a comma.</summary>
    public static string KernelParameters(AttentionSpec spec)
        => string.Concat(spec.Data.Select(parameter
            => $", {Type(parameter)} {ScalarStyle.KernelData(parameter)}{(parameter.IsTensor ? $", IlgpuTensor {ScalarStyle.KernelLayout(parameter)}" : "")}"));

    /// <summary>The same as arguments.</summary>
    public static string KernelArguments(AttentionSpec spec)
        => string.Concat(spec.Data.Select(parameter
            => $", {ScalarStyle.KernelData(parameter)}{(parameter.IsTensor ? $", {ScalarStyle.KernelLayout(parameter)}" : "")}"));

    /// <summary>The last parameters of the method that launches: layouts are in the items.</summary>
    public static string RunParameters(AttentionSpec spec)
        => string.Concat(spec.Data.Select(parameter => $", {Type(parameter)} {ScalarStyle.KernelData(parameter)}"));

    /// <summary>The lines that bring to the accelerator what the host holds, and make the layouts.</summary>
    public static void EmitPlacement(SourceWriter writer, AttentionSpec spec)
    {
        for (var i = 0; i < spec.Data.Count; i++)
        {
            var (parameter, number) = (spec.Data[i], i.ToString(CultureInfo.InvariantCulture));
            if (parameter.HasElements)
                writer.Line($"{ScalarStyle.KernelData(parameter)} = device.Place(stream, {number}, {CompiledSpecTemplate.Quote(parameter.Name)}, in items[{number}], {ScalarStyle.KernelData(parameter)});");
            if (parameter.IsTensor)
                writer.Line($"var {ScalarStyle.KernelLayout(parameter)} = new IlgpuTensor(items[{number}].Tensor);");
        }
    }

    /// <summary>The member that copies, of the class that keeps an accelerator's memory.</summary>
    public static void EmitPlace(SourceWriter writer, AttentionSpec spec)
    {
        if (!spec.Data.Any(parameter => parameter.HasElements))
            return;
        writer.Line("""

            // Data of the host goes to the place of the stream's previous call: in the stream, that call comes first.
            public unsafe ArrayView<T> Place<T>(AcceleratorStream stream, int parameter, string name, in DataItem item, ArrayView<T> view)
                where T : unmanaged
            {
                if (item.IsOnDevice)
                    return view;
                int length = item.ReachOfSpan(name);
                var place = _memory.GetOrCreateValue(stream).Of<T>(accelerator, parameter, length);
                if (length == 0)
                    place.MemSetToZero(stream); // ILGPU wants a view of something
                else
                    place.CopyFromCPU(stream, new ReadOnlySpan<T>(item.Address, length));
                return place;
            }
            """);
    }

    /// <summary>The functions that read elements, one for each type of element.</summary>
    public static void EmitReads(SourceWriter writer, AttentionSpec spec)
    {
        foreach (var element in spec.Data.Where(data => data.IsArray).Select(Element).Distinct())
        {
            writer.Line();
            writer.Line("// An element of an array; 0 outside it.");
            writer.Line($"private static {Read(element)} At(ArrayView<{element}> data, int index) => (ulong)index < (ulong)data.Length ? data[index] : {Zero(element)};");
        }
        foreach (var element in spec.Data.Where(data => data.IsTensor).Select(Element).Distinct())
        {
            writer.Line();
            writer.Line($$"""
                // An element of a tensor, 0 outside it. Compared as unsigned numbers, no index is negative; along a dimension that is broadcast every one is inside.
                private static {{Read(element)}} At(ArrayView<{{element}}> data, IlgpuTensor tensor, int first, int second, int row, int key)
                {
                    bool isInside = (uint)first < tensor.FirstExtent && (uint)second < tensor.SecondExtent && (uint)row < tensor.RowExtent && (uint)key < tensor.KeyExtent;
                    return isInside ? data[first * tensor.FirstStride + second * tensor.SecondStride + row * tensor.RowStride + key * tensor.KeyStride] : {{Zero(element)}};
                }
                """);
        }
    }

    private static string Type(ExprParameter parameter) => parameter.HasElements ? $"ArrayView<{Element(parameter)}>" : parameter.Type == ExprDataType.Single ? "float" : "int";

    private static string Element(ExprParameter parameter) => parameter.Type == ExprDataType.Bool ? "byte" : parameter.Keyword;

    private static string Read(string element) => element == "float" ? "float" : "int";

    private static string Zero(string element) => element == "float" ? "0f" : "0";
}
