using KernelGen.Planning;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// Data as orderly as data gets, for questions about a mask alone: element i of every array is i >> shift, as far as its type reaches. Tensors
/// have one slice, and their elements are counted row by row.
/// </summary>
/// <param name="mask">The mask whose parameters get values.</param>
/// <param name="shift">0: each element is its index; 6: runs of 64 equal elements.</param>
internal sealed class PlausibleData(Expr mask, int shift) : IExprData
{
    private static readonly int[] s_lengths = [1, 1, 1 << 13, 1 << 13];

    private readonly Dictionary<string, ExprParameter> _parameters = mask.Data().ToDictionary(parameter => parameter.Name);

    public int Length(string name) => int.MaxValue;

    public IReadOnlyList<int> Lengths(string name) => s_lengths;

    public double Value(string name, int index) => _parameters[name].HasElements ? Element(_parameters[name], index) : 1;

    /// <summary>The elements whose index is in a range: they ascend, but for truth values.</summary>
    public Interval Range(ExprParameter array, Interval index)
    {
        var (first, last) = (Math.Max(index.Min, 0), Math.Max(index.Max, 0));
        if (array.Type == ExprDataType.Bool)
            return first >> shift == last >> shift ? Element(array, first) : new Interval(0, 1);
        return new Interval(index.Min < 0 ? 0 : Element(array, first), Element(array, last));
    }

    private int Element(ExprParameter array, int index)
        => array.Type == ExprDataType.Bool ? index >> shift & 1 : Math.Min(index >> shift, array.Range.Max);
}
