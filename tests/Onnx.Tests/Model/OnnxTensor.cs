using System.Numerics.Tensors;

namespace KernelGen.Onnx.Tests.Model;

/// <summary>A contiguous tensor of a case.</summary>
/// <param name="Lengths">Its lengths.</param>
/// <param name="Elements">An array of float, Half, bool or long.</param>
public sealed record OnnxTensor(int[] Lengths, Array Elements)
{
    /// <summary>How many dimensions it has.</summary>
    public int Rank => Lengths.Length;

    /// <summary>Whether its elements are of that type.</summary>
    public bool Is<T>() => Elements is T[];

    /// <summary>An element as a number; minus infinity stays what it is.</summary>
    public double Number(int index) => Elements switch
    {
        float[] numbers => numbers[index],
        Half[] numbers => (double)numbers[index],
        BFloat16[] numbers => (float)numbers[index],
        _ => throw new InvalidOperationException($"{Elements.GetType()} has no numbers."),
    };

    /// <summary>All elements as numbers.</summary>
    public double[] Numbers() => [.. Enumerable.Range(0, Elements.Length).Select(Number)];

    /// <summary>The tensor for reading.</summary>
    public ReadOnlyTensorSpan<T> Read<T>() => new((T[])Elements, Sizes);

    /// <summary>The tensor for writing.</summary>
    public TensorSpan<T> Write<T>() => new((T[])Elements, Sizes);

    /// <summary>A tensor of zeros.</summary>
    public static OnnxTensor Zeros<T>(params int[] lengths) => new(lengths, new T[lengths.Aggregate(1, (product, length) => product * length)]);

    private nint[] Sizes => [.. Lengths.Select(length => (nint)length)];
}
