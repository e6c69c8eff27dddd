using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Tuner.Storage.Npy;

/// <summary>The header of a .npy file: a Python dictionary with three entries (NumPy's format description, numpy.lib.format).</summary>
/// <param name="Descriptor">The element type in NumPy's spelling.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">The lengths.</param>
internal sealed partial record NpyHeader(string Descriptor, bool FortranOrder, IReadOnlyList<int> Shape)
{
    /// <summary>Reads the dictionary; null when it is none or lacks an entry.</summary>
    public static NpyHeader? TryParse(string text)
    {
        var descriptor = DescriptorPattern().Match(text);
        var order = OrderPattern().Match(text);
        var shape = ShapePattern().Match(text);
        if (!descriptor.Success || !order.Success || !shape.Success)
            return null;
        var lengths = new List<int>();
        foreach (var part in shape.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Python 2 wrote an L behind long numbers.
            if (!int.TryParse(part.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                return null;
            lengths.Add(length);
        }
        var type = descriptor.Groups[1].Success ? descriptor.Groups[1].Value : descriptor.Groups[2].Value;
        return new NpyHeader(type, order.Groups[1].Value == "True", lengths);
    }

    /// <summary>The dictionary's text.</summary>
    public override string ToString()
    {
        var lengths = string.Join(", ", Shape.Select(length => length.ToString(CultureInfo.InvariantCulture)));
        var tuple = Shape.Count == 1 ? $"({lengths},)" : $"({lengths})";
        return $"{{'descr': '{Descriptor}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': {tuple}, }}";
    }

    // A structured type has a list here instead of a string; its text is kept for the message.
    [GeneratedRegex("""['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[.*?\]))""")]
    private static partial Regex DescriptorPattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapePattern();
}
