using System.Globalization;
using System.Text;
using KernelGen.Selection;

namespace KernelGen.Tuning;

/// <summary>What a measurement is filed under. Driver and operating system are recorded beside it, not matched.</summary>
/// <param name="SpecHash">The hash of the spec's canonical text.</param>
/// <param name="EmitterVersion">The version of the family's emitter.</param>
/// <param name="Family">The family, for example <c>cpu.simd</c>.</param>
/// <param name="Variant">The variant id.</param>
/// <param name="DeviceKey">The device.</param>
/// <param name="Bucket">The shape bucket.</param>
internal readonly record struct TuningKey(
    string SpecHash, int EmitterVersion, string Family, string Variant, string DeviceKey, ShapeBucket Bucket)
{
    /// <summary>
    /// The one text form, for writer and reader. Every field is led by its length, so no content of one field can be mistaken for a
    /// border and two different keys never give the same text.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, SpecHash);
        Append(text, EmitterVersion.ToString(CultureInfo.InvariantCulture));
        Append(text, Family);
        Append(text, Variant);
        Append(text, DeviceKey);
        Append(text, Bucket.ToString());
        return text.ToString();
    }

    /// <summary>The text of the key as it was before buckets knew the group, under which older rows are stored.</summary>
    public string WithoutGroup() => (this with { Bucket = Bucket with { GroupSize = 1 } }).ToString();

    private static void Append(StringBuilder text, string field)
        => text.Append(CultureInfo.InvariantCulture, $"{field.Length}:{field};");
}
