using ILGPU.Runtime;
using KernelGen;

namespace IlgpuSample;

/// <summary>A spec of the table: how it is launched, and what says whether the output is right.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Launch">Queues one call.</param>
/// <param name="Compiled">Its CPU kernels and its oracle.</param>
internal sealed record Model(string Name, Action<AcceleratorStream, Problem, AttentionOptions?> Launch, CompiledSpec<float> Compiled)
{
    public static IReadOnlyList<Model> All { get; } =
    [
        new(
            nameof(GptAttention),
            (stream, on, options) => GptAttention.Forward(stream, on.Query, on.Key, on.Value, on.Output, on.Shape, options),
            GptAttention.Compiled),
        new(
            nameof(WindowAttention),
            (stream, on, options) => WindowAttention.Forward(stream, on.Query, on.Key, on.Value, on.Output, on.Shape, options),
            WindowAttention.Compiled),
    ];

    /// <summary>The largest difference from the float64 oracle.</summary>
    public double Error(Problem problem, float[] output)
    {
        var exact = new double[output.Length];
        Compiled.Reference(problem.HostQuery, problem.HostKey, problem.HostValue, exact, problem.Shape);
        return output.Select((value, i) => Math.Abs(value - exact[i])).Max();
    }

    /// <summary>
    /// What is allowed: twice the error of the CPU kernels, which have the same precision and order the sums otherwise, and eight roundings of a
    /// float at the size of the values, which are below 1.
    /// </summary>
    public double Allowed(Problem problem)
    {
        var output = new float[problem.HostQuery.Length];
        Compiled.Forward(problem.HostQuery, problem.HostKey, problem.HostValue, output, problem.Shape);
        return 2 * Error(problem, output) + 8 / 8388608.0;
    }
}
