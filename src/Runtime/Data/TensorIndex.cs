using KernelGen.Planning;

namespace KernelGen;

/// <summary>One of the four indices with which a mask or score reads a tensor, over all of a call.</summary>
/// <param name="Range">Where it reaches.</param>
/// <param name="Text">The index, as the user wrote it.</param>
/// <param name="IsWhole">Whether it takes every value from 0 on, so that just one length fits.</param>
public readonly record struct TensorIndex(Interval Range, string Text, bool IsWhole)
{
    /// <summary>Whether it depends on what another array holds.</summary>
    public bool IsIndirect { get; init; }

    /// <summary>Whether a dimension of that length holds every index, and, where that can be told, no more.</summary>
    internal bool Fits(long length) => Range.Min >= 0 && (IsWhole ? length == (long)Range.Max + 1 : length > Range.Max);

    /// <summary>The error for a tensor that does not fit.</summary>
    internal static ArgumentException Misfit(string name, in DataLayout tensor, ReadOnlySpan<TensorIndex> indices, int dimension)
    {
        var expected = new string[DataLayout.Dimensions];
        for (var i = 0; i < expected.Length; i++)
            expected[i] = indices[i].Expected;
        var given = indices[dimension];
        var why = given.Range.Min < 0
            ? FormattableString.Invariant($"the index {given.Text} reaches from {given.Range.Min} to {given.Range.Max}, and none may be negative: clamp it with Math.Max or Math.Clamp")
            : FormattableString.Invariant($"the index {given.Text} asks for {given.Expected}, not {tensor.Length(dimension)}");
        return new ArgumentException(
            $"{name} has the lengths {tensor}; expected ({string.Join(", ", expected)}), where a length may be 1 and leading ones may be missing: {why}.", name);
    }

    private string Expected => FormattableString.Invariant($"{(IsWhole ? "" : "at least ")}{(long)Range.Max + 1}");
}
