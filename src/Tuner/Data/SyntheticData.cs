using System.Globalization;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Data;

/// <summary>
/// Data for measuring where the user gave none. Arrays are as long as a call reads them. What is read at positions
/// has runs of 256 equal elements: numbers 0, 1, 2 and so on, as of packed documents, or truth values of which every fourth run is false, as
/// of padding. Other integers (of heads, sequences or the call) are half the key length, as of windows and prefixes; other truth values are
/// true. Floats in arrays are 1/2, 1/4 and so on to 1/256 and again, as slopes of ALiBi; a single float is 1.
/// </summary>
/// <param name="spec">The spec.</param>
/// <param name="keyLength">Nk.</param>
internal sealed class SyntheticData(AttentionSpec spec, int keyLength)
{
    /// <summary>The rule in a few words, for reports.</summary>
    public const string Rule = "runs of 256 by position, else half the key length";

    private const int Run = 256;
    private const int FalseRun = 4;
    private const int Slopes = 8;

    private readonly HashSet<ExprParameter> _byPosition = [.. new[] { spec.Mask, spec.Score, spec.SinkLogit }.OfType<Expr>()
        .SelectMany(expr => expr.All()).OfType<DataLoad>()
        .Where(load => load.Index.Reads(ExprVariable.Query) || load.Index.Reads(ExprVariable.Key))
        .Select(load => load.Parameter)];

    /// <summary>A value.</summary>
    /// <param name="parameter">Of which parameter.</param>
    /// <param name="length">Elements of an array.</param>
    public DataValue Value(ExprParameter parameter, int length)
        => DataValue.Of(parameter, parameter.IsArray ? length : 1, index => Element(parameter, index));

    /// <summary>The smallest and the largest integer of a value whose elements up to an index are read.</summary>
    public (int Min, int Max) Range(ExprParameter parameter, int lastIndex)
    {
        if (parameter.Type == ExprDataType.Bool)
            return parameter.IsArray && _byPosition.Contains(parameter) ? (0, 1) : (1, 1);
        var last = Element(parameter, lastIndex);
        return (_byPosition.Contains(parameter) ? 0 : last, last);
    }

    private int Element(ExprParameter parameter, int index)
    {
        var byPosition = _byPosition.Contains(parameter);
        return parameter.Type switch
        {
            ExprDataType.Bool => !byPosition || index / Run % FalseRun != FalseRun - 1 ? 1 : 0,
            ExprDataType.Single => BitConverter.SingleToInt32Bits(parameter.IsArray ? MathF.ScaleB(1, -1 - index % Slopes) : 1),
            var type => Math.Min(byPosition ? index / Run : keyLength / 2, Largest(type)),
        };
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
