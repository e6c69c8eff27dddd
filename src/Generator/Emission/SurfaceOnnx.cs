using KernelGen.Generator.Model;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The method that runs a spec as the ONNX operator Attention.</summary>
internal static class SurfaceOnnx
{
    private const string Namespace = "global::KernelGen.Onnx";

    /// <summary>The method for an element type.</summary>
    public static SurfaceMember Run(string element, OnnxModel onnx, double softcap)
    {
        var node = $"new {Namespace}.OnnxNode({Namespace}.OnnxQkMatmulOutput.{onnx.QkMatmulOutput}, {RoundTrip.Text(softcap)})";
        return new SurfaceMember(
            "Run", "void", "Runs the ONNX operator Attention.",
            [
                new($"in {Namespace}.OnnxAttentionInputs<{element}>", "inputs", "The operator's inputs."),
                new($"in {Namespace}.OnnxAttentionOutputs<{element}>", "outputs", "Receives the outputs that are wanted."),
                SurfaceMembers.Options,
            ],
            "A tensor does not fit the spec or the others; nothing has been written.")
        {
            Callee = $"{Namespace}.OnnxOperator.Run(Compiled, {node}, ",
            TakesData = false,
        };
    }
}
