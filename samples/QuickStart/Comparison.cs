using KernelGen;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using QuickStart.Baselines;

namespace QuickStart;

/// <summary>Runs one workload with the default variant, the selected one, and the two baselines.</summary>
/// <param name="work">The workload.</param>
/// <param name="threads">Threads of every contender.</param>
internal sealed class Comparison(Workload work, int threads)
{
    private readonly float[] _output = new float[work.Query.Length];

    /// <summary>What would run without any tuning: the first variant, in the generator's order, whose vectors are fast here.</summary>
    public string DefaultVariant
        => work.Spec.Kernels.FirstOrDefault(kernel => kernel.Tile.VectorBits == CpuDevice.Current.VectorBits, work.Spec.Kernels[^1]).Id;

    /// <summary>What runs now, and why.</summary>
    public SelectionReport Selected => work.Spec.Explain(work.Shape);

    /// <summary>The rows of the table.</summary>
    /// <param name="rounds">Timed runs of each contender.</param>
    public IReadOnlyList<Line> Run(int rounds)
    {
        var selected = Selected;
        var isTuned = selected.Layer is not (SelectionLayer.AnalyticDefault or SelectionLayer.Pinned);
        var variants = new[] { ("default", DefaultVariant), (isTuned ? "tuned" : "untuned", selected.Variant) };
        var loop = new Baseline(work, threads, LoopAttention.Row);
        var primitives = new Baseline(work, threads, TensorPrimitivesAttention.Row);
        Contender[] contenders =
        [
            .. variants.Select(variant => new Contender(
                $"{variant.Item1} {variant.Item2}", work.FlopsPerHead * work.Heads, () => Forward(variant.Item2))),
            new("plain C# loop", work.FlopsPerHead * loop.Heads, loop.Run),
            new("TensorPrimitives", work.FlopsPerHead * primitives.Heads, primitives.Run),
        ];
        var seconds = Race.Medians(contenders, rounds);
        var loopRate = contenders[2].Flops / seconds[2];
        return [.. contenders.Select((contender, i) => new Line(
            contender.Name, seconds[i], contender.Flops / seconds[i], contender.Flops / seconds[i] / loopRate,
            i < variants.Length ? Check(variants[i].Item2) : null))];
    }

    private void Forward(string variant)
        => work.Spec.Forward(
            work.Query, work.Key, work.Value, _output, work.Shape, new AttentionOptions { Threads = threads, Variant = variant });

    private (double Error, double Allowed)? Check(string variant)
    {
        Array.Fill(_output, float.NaN);
        Forward(variant);
        return Accuracy.Measure(work, _output);
    }

    /// <summary>One line of the table.</summary>
    /// <param name="Name">The contender.</param>
    /// <param name="Seconds">Its median.</param>
    /// <param name="FlopsPerSecond">Operations on allowed pairs per second.</param>
    /// <param name="Ratio">How many times as fast as the plain loop.</param>
    /// <param name="Accuracy">Error and limit, for kernels.</param>
    internal sealed record Line(string Name, double Seconds, double FlopsPerSecond, double Ratio, (double Error, double Allowed)? Accuracy)
    {
        /// <summary>Whether the error is within the limit; true where there is nothing to check.</summary>
        public bool Passes => Accuracy is not { } accuracy || accuracy.Error <= accuracy.Allowed;
    }
}
