using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Ilgpu;

/// <summary>The names and derived numbers that the steps' texts share.</summary>
internal sealed class IlgpuNames(AttentionSpec spec, IlgpuConfig config, bool isDecode)
{
    /// <summary>The struct of sizes and strides.</summary>
    public const string Launch = "GpuLaunch";

    public AttentionSpec Spec { get; } = spec;

    public IlgpuConfig Config { get; } = config;

    public IlgpuLayout Layout { get; } = new(spec, config);

    /// <summary>The loads of one element.</summary>
    public IlgpuLoads Narrow { get; } = IlgpuLoads.Narrow(spec, config);

    /// <summary>Whether the rows are those of several heads, and the keys a share.</summary>
    public bool IsDecode { get; } = isDecode;

    /// <summary>Rows of a thread.</summary>
    public int Rows => Config.Rows;

    /// <summary>Keys of a thread.</summary>
    public int Keys => Config.Keys;

    /// <summary>Output columns of a thread.</summary>
    public int Columns => Layout.Columns;

    /// <summary>The C# type of a stored element of Q, K and V: what is no float32 comes as its bits.</summary>
    public string Element => IlgpuTemplate.ElementName(Spec.Precision);

    /// <summary>The C# type of a stored element of O.</summary>
    public string OutputElement => IlgpuTemplate.ElementName(Spec.OutputPrecision);

    /// <summary>The query head of a row: of all rows one, except in decoding.</summary>
    public string Head(int row) => IsDecode ? $"head{row}" : "head";

    /// <summary>The parameters that the mask and the score function take beside q, k and score.</summary>
    public string ScopeParameters => $"int batch, int head, int kvHead, {Launch} launch{DataParameters(Spec)}";

    /// <summary>The row in the tile of a thread's row, relative to its first one: four neighbours, then four in the tile's other half.</summary>
    public int RowOffset(int row) => row / 4 * 4 * Config.ThreadRows + row % 4;

    /// <summary>The key in the tile of a thread's key, relative to its first one; and the same for columns.</summary>
    public int ColumnOffset(int column) => column / 4 * 4 * Config.ThreadColumns + column % 4;

    /// <summary>The arguments for <see cref="ScopeParameters"/>.</summary>
    public string ScopeArguments(string head) => $"batch, {head}, kvHead, launch{DataArguments(Spec)}";

    /// <summary>The element at an index of a view, as a float.</summary>
    public string Load(string view, string index) => Spec.Precision switch
    {
        ElementType.Float16 => $"FromHalf({view}[{index}])",
        ElementType.BFloat16 => $"FromBrain({view}[{index}])",
        ElementType.Float8E4M3 => $"FromEight({view}[{index}])",
        _ => $"{view}[{index}]",
    };

    /// <summary>One element of what a thread has loaded at once, as a float.</summary>
    public static string Value(string loaded, IlgpuLoads loads, int index) => loads.Elements switch
    {
        1 => loaded,
        4 => $"{loaded}.{Part(index)}",
        16 => $"FromEight({loaded}.{Part(index / 4)}{(index % 4 == 0 ? "" : $" >> {8 * (index % 4)}")})",
        _ => $"{(index % 2 == 0 ? "Low" : "High")}({loaded}.{Part(index / 2)})",
    };

    /// <summary>The struct of 16 bytes of elements.</summary>
    public string WideElement => Spec.Precision == ElementType.Float32 ? "Float4" : "UInt4";

    /// <summary>A float as an element of O.</summary>
    public string Stored(string value) => Spec.OutputPrecision switch
    {
        ElementType.Float16 => $"ToHalf({value})",
        ElementType.BFloat16 => $"ToBrain({value})",
        _ => value,
    };

    /// <summary>The data parameters of a spec, as the last parameters of a kernel, each after a comma.</summary>
    public static string DataParameters(AttentionSpec spec) => IlgpuData.KernelParameters(spec);

    /// <summary>The same as arguments.</summary>
    public static string DataArguments(AttentionSpec spec) => IlgpuData.KernelArguments(spec);

    /// <summary>The four floats of a vector.</summary>
    public static string Part(int index) => (index % 4) switch { 0 => "X", 1 => "Y", 2 => "Z", _ => "W" };

    /// <summary>A number added to a text, nothing for 0.</summary>
    public static string Plus(int offset) => offset == 0 ? "" : $" + {offset}";

    /// <summary>A name and a number added to it, as an operand.</summary>
    public static string Sum(string name, int offset) => offset == 0 ? name : $"({name} + {offset})";
}
