using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Cpu.Tests.Data;
using KernelGen.Kernels.Reference;
using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Library;

/// <summary>The kernels of masks and scores against the oracle, over shapes of the suite.</summary>
internal static class LibraryCheck
{
    private const int SampledPairs = 400;

    /// <summary>Whether a case reads arrays at the query's position: then no query may stand where they have no element.</summary>
    public static bool StaysInside(DataCase test)
        => new[] { test.Mask, test.Score }.OfType<string>().Select(ExprText.Parse).SelectMany(expr => expr.All())
            .Any(expr => expr is DataLoad load && load.Index.Reads(ExprVariable.Query));

    /// <summary>The spec of a case for a shape.</summary>
    public static AttentionSpec Spec(DataCase test, ShapeCase shape) => test.Spec(shape.Precision, shape.HeadDim) with { ValueHeadDim = shape.ValueHeadDim };

    /// <summary>In a full run: all pairs of lengths, with every head size.</summary>
    /// <param name="test">The case.</param>
    /// <param name="number">Its number.</param>
    /// <param name="toCompile">What to compile for a spec.</param>
    public static void RunAll(DataCase test, int number, Func<AttentionSpec, SpecToCompile> toCompile)
    {
        if (!CaseSelection.IsFull)
            return;
        foreach (var shapes in ShapeSelection.Full(number, StaysInside(test)).GroupBy(shape => (shape.HeadDim, shape.ValueHeadDim)))
        {
            var spec = SpecCompiler.Compile([toCompile(Spec(test, shapes.First()))])[0];
            foreach (var shape in shapes)
                Run(test, shape, spec, everyPair: false);
        }
    }

    /// <summary>Runs every kernel of a spec with a shape.</summary>
    /// <param name="test">The case.</param>
    /// <param name="shapeCase">The shape, with the head sizes and the precision of the spec.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="everyPair">Whether the oracle's mask is compared with its definition at every pair, and not only at some of them.</param>
    public static void Run(DataCase test, ShapeCase shapeCase, CompiledSpec spec, bool everyPair)
    {
        var shape = shapeCase.Shape;
        var what = $"{test.Name}, {shapeCase}";
        var values = test.Values(shape);
        using var tensors = new LibraryTensors(shapeCase);
        using var data = new TestData(values);
        foreach (var at in everyPair ? Pairs(shape) : SomePairs(shape))
        {
            if (Sees(spec.Oracle, at, Scope(shape, at, data.Data)) != test.Allowed(values, at))
                throw new ShouldAssertException($"{what}: the oracle's mask is not the definition's at {at}.");
        }
        var (oracle, oracleLse) = tensors.Run(call => spec.Reference(call), data.Data, isOracle: true);
        var plain = PlainLibrary.Run(test, values, shapeCase, tensors, spec.Oracle, data.Data);
        var exact = new Results(oracle, oracleLse);
        bool[] all = [.. Enumerable.Repeat(true, shape.QueryLength)];
        foreach (var kernel in spec.Kernels)
        {
            var (output, lse) = tensors.Run(call => spec.Execute(call, kernel, 2), data.Data, isOracle: false);
            ErrorRule.WhyOutputWrong(output, plain, exact, all, shapeCase.ValueHeadDim).ShouldBeNull($"{what} {kernel.Id}");
            ErrorRule.WhyLseWrong(lse, plain, exact, all).ShouldBeNull($"{what} {kernel.Id}: log-sum-exp");
        }
    }

    // A bias of minus infinity takes a key away as a mask does.
    private static bool Sees(AttentionOracle oracle, in Pair at, in MaskScope scope)
        => oracle.Allowed(at.Query, at.Key, scope) && !double.IsNegativeInfinity(oracle.Logit(0, at.Query, at.Key, scope));

    private static IEnumerable<Pair> Pairs(AttentionShape shape)
        => from batch in Enumerable.Range(0, shape.Batch)
           from head in Enumerable.Range(0, shape.QueryHeads)
           from row in Enumerable.Range(0, shape.QueryLength)
           from key in Enumerable.Range(0, shape.KeyLength)
           select At(shape, batch, head, row, key);

    // A definition says nothing of queries before the first key, nor of those after the last.
    private static IEnumerable<Pair> SomePairs(AttentionShape shape)
    {
        if (shape.QueryLength == 0 || shape.KeyLength == 0)
            return [];
        var random = new Random(shape.QueryLength + shape.KeyLength);
        return Enumerable.Range(0, SampledPairs)
            .Select(_ => At(
                shape, random.Next(shape.Batch), random.Next(shape.QueryHeads), random.Next(shape.QueryLength), random.Next(shape.KeyLength)))
            .Where(at => at.Query >= 0 && at.Query < shape.KeyLength);
    }

    private static Pair At(AttentionShape shape, int batch, int head, int row, int key)
        => new(batch, head, row, shape.QueryOffset!.Value + row, key, shape.QueryHeads) { KeyHead = head / shape.GroupSize, KeyLength = shape.KeyLength };

    private static MaskScope Scope(AttentionShape shape, in Pair at, CallData data)
        => new(shape.QueryLength, shape.KeyLength, shape.QueryOffset!.Value, at.Batch, at.Head, at.KeyHead, shape.QueryHeads) { Data = data };
}
