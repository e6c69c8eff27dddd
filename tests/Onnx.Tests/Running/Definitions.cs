using System.Numerics;
using KernelGen.Onnx.Tests.Model;

namespace KernelGen.Onnx.Tests.Running;

/// <summary>What the definition says of one output.</summary>
internal static class Definitions
{
    public static double[] Of<T>(OnnxCase node, string output)
        where T : struct, IFloatingPointIeee754<T>
    {
        var definition = new OnnxDefinition<T>(node);
        return output switch
        {
            "Y" => definition.Output(),
            "present_key" => definition.Present("K"),
            "present_value" => definition.Present("V"),
            "qk_matmul_output" => definition.Matrix(),
            _ => throw new ArgumentException($"The operator has no output '{output}'.", nameof(output)),
        };
    }
}
