using KernelGen.Selection;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>The kernels of one spec on one target, compiled from its canonical text, as <c>kernelgen run</c> uses them.</summary>
internal interface IAttentionKernels : IDisposable
{
    /// <summary>The spec.</summary>
    CompiledSpec Compiled { get; }

    /// <summary>Selects a kernel and runs it once; the output is in the buffers when this returns.</summary>
    SelectionReport Run(AttentionBuffers buffers);
}

/// <summary>What the database knows of a spec.</summary>
internal static class TunedWinners
{
    /// <summary>The winning variants of all devices and buckets; none, with a warning, when the database cannot be read.</summary>
    public static IReadOnlyList<string> Of(ToolConsole console, SpecEntry spec, string databasePath)
    {
        try
        {
            using var reader = TuningDatabaseReader.Open(databasePath);
            return [.. TunedTable.Winners(reader?.Rows(spec.Hash) ?? []).Select(winner => winner.Ranked[0].Variant)];
        }
        catch (TuningDatabaseException error)
        {
            console.Error.WriteLine("warning: " + error.Message);
            return [];
        }
    }
}
