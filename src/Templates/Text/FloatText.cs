using System.Globalization;

namespace KernelGen.Templates.Text;

/// <summary>Numbers of emitted C#.</summary>
internal static class FloatText
{
    /// <summary>A literal of float32.</summary>
    public static string Literal(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";
}
