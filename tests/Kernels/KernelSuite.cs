using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.Kernels.Reference;
using KernelGen.Planning;
using Shouldly;

namespace KernelGen.Kernels;

/// <summary>The checks that every case goes through, whatever the family.</summary>
/// <param name="runner">How the family is run.</param>
public abstract class KernelSuite(IKernelRunner runner)
{
    /// <summary>
    /// Runs a case with every variant and thread count: the error rule against the oracle, bit-equality between thread counts, padding and
    /// inputs untouched.
    /// </summary>
    /// <param name="caseText">The case's one-line form.</param>
    protected void Check(string caseText)
    {
        var test = KernelCase.Parse(caseText);
        using var data = new CaseData(test);
        var spec = runner.Prepare(test.Spec);
        spec.Variants.ShouldNotBeEmpty();
        if (test.Poison != Poison.None)
            data.ComparedRows.ShouldContain(true, $"{caseText}: every row sees a poisoned key, so the case checks nothing");
        OracleHasTheSameMask(test, spec.Compiled);
        var plain = PlainAttention.Run(test, data, spec.RoundsWeights);
        var reference = Reference(test, data, spec.Compiled);
        var failures = spec.Variants.SelectMany(variant => Failures(test, data, spec, variant, plain, reference)).ToArray();
        failures.ShouldBeEmpty($"run it alone with {CaseSelection.Single}=\"{caseText}\"");
    }

    private static IEnumerable<string> Failures(
        KernelCase test, CaseData data, IRunnableSpec spec, string variant, Results plain, Results reference)
    {
        byte[]? outputBytes = null, lseBytes = null;
        foreach (var threads in spec.Threads)
        {
            using var output = data.NewOutput(TensorElement.OfOutput(test.Spec.Precision));
            using var lse = test.Spec.WritesLse ? data.NewLse(TensorElement.Single) : null;
            spec.Run(variant, data.Call(output, lse), threads);
            if (!output.PaddingIsUntouched() || lse?.PaddingIsUntouched() == false)
                yield return $"{variant} with {threads} threads wrote beside its output";
            if (outputBytes is null)
            {
                (outputBytes, lseBytes) = (output.Bytes(), lse?.Bytes());
                foreach (var failure in Wrong(test, data, output, lse, plain, reference))
                    yield return $"{variant}: {failure}";
            }
            else if (!outputBytes.AsSpan().SequenceEqual(output.Bytes()) || lseBytes?.AsSpan().SequenceEqual(lse!.Bytes()) == false)
            {
                yield return $"{variant} with {threads} threads gives other bits than with {spec.Threads[0]}";
            }
        }
        if (!(data.Query.PaddingIsUntouched() && data.Key.PaddingIsUntouched() && data.Value.PaddingIsUntouched()))
            yield return $"{variant} wrote beside its inputs";
    }

    private static IEnumerable<string> Wrong(
        KernelCase test, CaseData data, TestTensor output, TestTensor? lse, Results plain, Results reference)
    {
        var (rows, columns) = (data.ComparedRows, test.Spec.ValueHeadDim);
        if (ErrorRule.WhyOutputWrong(output.ToArray(), plain, reference, rows, columns) is { } wrongOutput)
            yield return "output " + wrongOutput;
        if (lse is not null && ErrorRule.WhyLseWrong(lse.ToArray(), plain, reference, rows) is { } wrongLse)
            yield return "log-sum-exp " + wrongLse;
    }

    private static Results Reference(KernelCase test, CaseData data, CompiledSpec compiled)
    {
        using var output = data.NewOutput(TensorElement.Double);
        using var lse = test.Spec.WritesLse ? data.NewLse(TensorElement.Double) : null;
        compiled.Reference(data.Call(output, lse));
        return new Results(output.ToArray(), lse?.ToArray());
    }

    private static void OracleHasTheSameMask(KernelCase test, CompiledSpec compiled)
    {
        var scope = new MaskScope(test.Shape.QueryLength, test.Shape.KeyLength, test.QueryOffset, 0, 0, 0);
        for (var row = 0; row < test.Shape.QueryLength; row++)
        {
            for (var key = 0; key < test.Shape.KeyLength; key++)
            {
                var allowed = test.Allowed(row, key);
                if (compiled.Oracle.Allowed(test.QueryOffset + row, key, scope) != allowed)
                    throw new ShouldAssertException($"The oracle's mask is not {allowed} at row {row}, key {key} in {test}.");
            }
        }
    }
}
