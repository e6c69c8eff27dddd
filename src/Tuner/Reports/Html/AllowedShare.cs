using KernelGen.Planning;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Drawing;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>Which share of its pairs a spec's mask allows, so that speed counts what had to be computed.</summary>
/// <param name="spec">The spec.</param>
internal sealed class AllowedShare(SpecEntry spec)
{
    // Any tile gives the same share.
    private const int Tile = 64;

    private readonly Lazy<CompiledSpec?> _compiled = new(() => Compile(spec));

    /// <summary>The share at a shape; null when it depends on data, heads or sequences.</summary>
    public double? Of(in AttentionShape shape)
    {
        if (_compiled.Value is not { } compiled)
            return null;
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, compiled.Facts.ResolveOffset(shape), 0, 0, 0);
        return MaskDensity.Of(new MaskView(compiled, scope, Tile, Tile)).Share;
    }

    private static CompiledSpec? Compile(SpecEntry entry)
    {
        // What scores, biases and sinks read does not matter.
        var masked = entry.Spec with { Score = null, SinkLogit = null, LowRankBias = null };
        if (masked.Mask.Data().Any())
            return null;
        try
        {
            var compiled = SpecCompiler.Compile(masked, entry.Name, []);
            return compiled.Classifier.DependsOnHead || compiled.Classifier.DependsOnBatch ? null : compiled;
        }
        catch (SpecCompilationException)
        {
            return null;
        }
    }
}
