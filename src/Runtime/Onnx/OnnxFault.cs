namespace KernelGen.Onnx;

/// <summary>Errors about inputs and outputs, which are properties and not parameters of the method that finds them.</summary>
internal static class OnnxFault
{
    /// <summary>The exception, with the tensor's name as its parameter.</summary>
    public static ArgumentException Of(string argument, FormattableString message) => new(FormattableString.Invariant(message), argument);
}
