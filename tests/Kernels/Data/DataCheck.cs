using KernelGen.Kernels.Reference;
using KernelGen.Templates.Specs;
using Shouldly;

namespace KernelGen.Kernels.Data;

/// <summary>The kernels of a case against its oracle under the error rule, and the oracle against the case's own definition.</summary>
public static class DataCheck
{
    /// <summary>Runs every variant of a spec that was made of a case.</summary>
    public static void Run(DataCase test, IRunnableSpec spec, AttentionShape shape, int headDim, ElementType precision)
    {
        using var tensors = new Tensors(shape, headDim, precision);
        var values = test.Values(shape);
        using var data = new TestData(values);
        var expected = tensors.Reference(test, values, exact: true);
        var plain = tensors.Reference(test, values, exact: false, spec.RoundsWeights ? TensorElement.FactorOf(precision) : null);
        var (oracle, oracleLse) = tensors.Run(call => spec.Compiled.Reference(call), data.Data, TensorElement.Double);
        for (var i = 0; i < oracle.Length; i++)
            oracle[i].ShouldBe(expected.Output[i], 1e-5, $"{test.Name} {shape}: oracle at {i}");
        for (var i = 0; i < oracleLse.Length; i++)
            (oracleLse[i].Equals(expected.Lse![i]) || Math.Abs(oracleLse[i] - expected.Lse[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected.Lse[i]))).ShouldBeTrue(
                $"{test.Name} {shape}: oracle's log-sum-exp at {i} is {oracleLse[i]}, not {expected.Lse[i]}");
        var exact = new Results(oracle, oracleLse);
        bool[] all = [.. Enumerable.Repeat(true, shape.QueryLength)];
        foreach (var variant in spec.Variants)
        {
            var (output, lse) = tensors.Run(call => spec.Run(variant, call, spec.Threads[^1]), data.Data, TensorElement.OfOutput(precision));
            ErrorRule.WhyOutputWrong(output, plain, exact, all, headDim).ShouldBeNull($"{test.Name} {shape} {variant}");
            ErrorRule.WhyLseWrong(lse, plain, exact, all).ShouldBeNull($"{test.Name} {shape} {variant}: log-sum-exp");
        }
    }
}
