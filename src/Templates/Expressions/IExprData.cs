namespace KernelGen.Templates.Expressions;

/// <summary>The values of data parameters, for the evaluator.</summary>
public interface IExprData
{
    /// <summary>How many elements an array has.</summary>
    int Length(string name);

    /// <summary>The four lengths of a tensor, 1 for a leading dimension that it lacks.</summary>
    IReadOnlyList<int> Lengths(string name);

    /// <summary>The element at an index inside the array (0 for a scalar; of a tensor, in row-major order): true as 1, a Float as itself.</summary>
    double Value(string name, int index);
}
