using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Data;

/// <summary>
/// Data for measuring and drawing where the user gave none: as long as a call reads it, always the same, and of a kind that follows from how
/// the spec reads it (<see cref="SyntheticKind"/>).
/// </summary>
/// <param name="spec">The spec.</param>
/// <param name="keyLength">Nk.</param>
internal sealed class SyntheticData(AttentionSpec spec, int keyLength)
{
    // A gigabyte of the largest elements: more is a mistake in an index.
    private const int MostElements = 1 << 28;

    private const int Run = 256;
    private const int FalseRun = 4;
    private const int Slopes = 8;

    // As a shift of a hash of 32 bits: one block of 8.
    private const int BlockShare = 3;

    private readonly IReadOnlyDictionary<ExprParameter, SyntheticKind> _kinds = SyntheticKinds.Of(spec);

    /// <summary>What the value of a parameter is, in a few words for reports.</summary>
    public string Describe(ExprParameter parameter) => _kinds[parameter] switch
    {
        SyntheticKind.Runs => "0, 1, 2 and so on in runs of 256",
        SyntheticKind.Padding => "true, but for every fourth run of 256",
        SyntheticKind.HalfTheKeys => "half the key length",
        SyntheticKind.True => "true",
        SyntheticKind.Slopes => "1/2, 1/4 to 1/256 and again",
        SyntheticKind.One => "1",
        SyntheticKind.Blocks => "each block's own place and an eighth of the others",
        _ => "the past, but for every fourth run of 256 keys",
    };

    /// <summary>The value of a parameter.</summary>
    /// <param name="parameter">Which one.</param>
    /// <param name="reach">Where a call reads it.</param>
    /// <exception cref="ToolException">It would be longer than synthetic data may be.</exception>
    public DataValue Value(ExprParameter parameter, DataReach reach)
    {
        if (parameter.IsTensor)
            return Tensor(parameter, reach.Tensors.TryGetValue(parameter, out var last) ? last : new int[TensorLoad.Rank]);
        var length = !parameter.IsArray ? 1 : reach.Arrays.TryGetValue(parameter, out var indices) ? Math.Max(0, indices.Max + 1L) : 0;
        Require(parameter, length, FormattableString.Invariant($"index {length - 1}"));
        return Value(parameter, (int)length);
    }

    /// <summary>The value of a parameter that is no tensor.</summary>
    /// <param name="parameter">Which one.</param>
    /// <param name="length">Elements of an array.</param>
    public DataValue Value(ExprParameter parameter, int length)
        => DataValue.Of(parameter, parameter.IsArray ? length : 1, index => Element(parameter, index));

    /// <summary>The smallest and the largest integer of a value whose elements up to an index are read.</summary>
    public (int Min, int Max) Range(ExprParameter parameter, int lastIndex) => _kinds[parameter] switch
    {
        SyntheticKind.Padding => (0, 1),
        SyntheticKind.Runs => (0, Element(parameter, lastIndex)),
        _ => (Element(parameter, lastIndex), Element(parameter, lastIndex)),
    };

    // What is read pair by pair is one for all sequences and heads, as masks and biases of N x N elements mostly are.
    private DataValue Tensor(ExprParameter parameter, IReadOnlyList<int> last)
    {
        var kind = _kinds[parameter];
        int first = kind == SyntheticKind.Blocks ? 0 : 2;
        long[] lengths = [.. last.Select((index, dimension) => dimension < first ? 1 : Math.Max(0, index + 1L))];
        Require(parameter, lengths.Aggregate(1.0, (count, length) => count * length), $"the indices ({string.Join(", ", last)})");
        var (rows, columns) = ((int)lengths[^2], (int)lengths[^1]);
        return DataValue.OfTensor(parameter, [.. lengths.Select(length => (int)length)], kind switch
        {
            SyntheticKind.Blocks => index => IsOwnPlace(index, rows, columns) || Mix((uint)index) >> (32 - BlockShare) == 0 ? 1 : 0,
            SyntheticKind.Past => index => index % columns <= Place(index / columns % rows, rows, columns) && IsKept(index % columns) ? 1 : 0,
            _ => index => Element(parameter, index),
        });
    }

    private int Element(ExprParameter parameter, int index) => _kinds[parameter] switch
    {
        SyntheticKind.Padding => IsKept(index) ? 1 : 0,
        SyntheticKind.Slopes => BitConverter.SingleToInt32Bits(MathF.ScaleB(1, -1 - index % Slopes)),
        SyntheticKind.One => BitConverter.SingleToInt32Bits(1),
        SyntheticKind.Runs => Math.Min(index / Run, Largest(parameter.Type)),
        SyntheticKind.HalfTheKeys => Math.Min(keyLength / 2, Largest(parameter.Type)),
        _ => 1,
    };

    private static bool IsKept(int position) => position / Run % FalseRun != FalseRun - 1;

    private static bool IsOwnPlace(int index, int rows, int columns) => index % columns == Place(index / columns % rows, rows, columns);

    // Rows stand at the last columns, as queries do at the last keys.
    private static int Place(int row, int rows, int columns)
        => rows <= columns ? columns - rows + row : (int)((long)row * columns / rows);

    // A random number for each element (the finaliser of MurmurHash3).
    private static uint Mix(uint x)
    {
        x = (x ^ x >> 16) * 0x85ebca6b;
        x = (x ^ x >> 13) * 0xc2b2ae35;
        return x ^ x >> 16;
    }

    private static void Require(ExprParameter parameter, double elements, string reach)
    {
        if (elements > MostElements)
        {
            throw new ToolException(FormattableString.Invariant(
                $"'{parameter}' is read up to {reach}, and synthetic data has at most {MostElements} elements; ")
                + $"give --data {parameter.Name}=file.npy, or scalars that its index depends on.");
        }
    }

    private static int Largest(ExprDataType type) => type switch
    {
        ExprDataType.SByte => sbyte.MaxValue,
        ExprDataType.Byte => byte.MaxValue,
        ExprDataType.Int16 => short.MaxValue,
        ExprDataType.UInt16 => ushort.MaxValue,
        _ => int.MaxValue,
    };
}
