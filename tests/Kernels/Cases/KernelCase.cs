using System.Globalization;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>One case of the suite: a spec, sizes and data. Its text is one line that can be run again alone.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Shape">The sizes, with the explicit query offset where there is one.</param>
/// <param name="LogitScale">Factor on Q.</param>
/// <param name="Poison">What masked keys hold.</param>
/// <param name="Layout">How tensors lie in memory.</param>
public sealed record KernelCase(
    SpecCase Spec, AttentionShape Shape, double LogitScale = 1, Poison Poison = Poison.None, TensorLayout Layout = TensorLayout.Bhnd)
{
    private const string Automatic = "auto";

    /// <summary>Q's position 0, resolved.</summary>
    public int QueryOffset
        => Shape.QueryOffset ?? (Spec.Alignment == Alignment.TopLeft ? 0 : Shape.KeyLength - Shape.QueryLength);

    /// <summary>Whether the mask lets query row <paramref name="row"/> see <paramref name="key"/>.</summary>
    public bool Allowed(int row, int key) => Masks.Allowed(Spec.Mask, QueryOffset + row, key);

    /// <summary>Multiply-adds of one pass, the measure of what a case costs.</summary>
    public long Work
        => (long)Shape.Batch * Shape.QueryHeads * Shape.QueryLength * Shape.KeyLength * (Spec.HeadDim + Spec.ValueHeadDim);

    /// <summary>The case in one line, which <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Join(
        ' ',
        FormattableString.Invariant($"{Spec.Precision} d={Spec.HeadDim} v={Spec.ValueHeadDim} mask={Spec.Mask} cap={Spec.Softcap}"),
        FormattableString.Invariant($"align={Spec.Alignment} lse={Spec.WritesLse}"),
        FormattableString.Invariant($"b={Shape.Batch} hq={Shape.QueryHeads} hkv={Shape.KeyHeads}"),
        FormattableString.Invariant($"nq={Shape.QueryLength} nk={Shape.KeyLength}"),
        FormattableString.Invariant($"offset={Shape.QueryOffset?.ToString(CultureInfo.InvariantCulture) ?? Automatic}"),
        FormattableString.Invariant($"logits={LogitScale} poison={Poison} layout={Layout}"));

    /// <summary>Reads the one-line form.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static KernelCase Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = words.Skip(1).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[^1]);
        try
        {
            var spec = new SpecCase(
                Enum.Parse<ElementType>(words[0]), Number("d"), Number("v"), Enum.Parse<MaskKind>(values["mask"]), Number("cap"),
                Enum.Parse<Alignment>(values["align"]), bool.Parse(values["lse"]));
            var shape = new AttentionShape(Number("b"), Number("hq"), Number("hkv"), Number("nq"), Number("nk"))
            {
                QueryOffset = values["offset"] == Automatic ? null : Number("offset"),
            };
            return new KernelCase(
                spec, shape, double.Parse(values["logits"], CultureInfo.InvariantCulture), Enum.Parse<Poison>(values["poison"]),
                Enum.Parse<TensorLayout>(values["layout"]));
        }
        catch (Exception error) when (error is ArgumentException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new FormatException($"'{text}' is not a case of the kernel suite: {error.Message}", error);
        }

        int Number(string name) => int.Parse(values[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
