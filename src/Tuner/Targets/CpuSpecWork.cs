using System.Collections.Concurrent;
using KernelGen.Selection.CpuCost;
using KernelGen.Templates.Expressions;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Targets;

/// <summary>What the processor's cost model needs of specs. Masks are compiled from the canonical text, which takes a moment, so once for each spec.</summary>
internal static class CpuSpecWork
{
    private static readonly ConcurrentDictionary<string, CpuWork> s_work = new();

    /// <summary>The work of a spec.</summary>
    public static CpuWork Of(SpecEntry spec) => s_work.GetOrAdd(spec.Hash, _ => NeedsCompiling(spec) ? Compile(spec) : CpuWork.Of(spec.Facts, null));

    // Where every pair is allowed, and where only data would tell, there is nothing to compile; a low-rank bias is part of the compiled facts alone.
    private static bool NeedsCompiling(SpecEntry spec)
        => spec.Spec.LowRankBias is not null || (spec.Spec.Mask is not BoolLiteral { Value: true } && spec.Spec.Data.Count == 0);

    private static CpuWork Compile(SpecEntry spec)
    {
        var compiled = SpecCompiler.Compile(spec.Spec, spec.Name, []);
        return CpuWork.Of(compiled.Facts, compiled.Classifier);
    }
}
