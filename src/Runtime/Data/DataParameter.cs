namespace KernelGen;

/// <summary>A parameter of a spec's mask or score whose value every call gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of the value, or of the elements.</param>
/// <param name="IsArray">Whether it is an array, a <c>ReadOnlySpan</c> in C#.</param>
public sealed record DataParameter(string Name, DataType Type, bool IsArray)
{
    /// <summary>Whether it is a tensor, a <c>ReadOnlyTensorSpan</c> in C#.</summary>
    public bool IsTensor { get; init; }
}
