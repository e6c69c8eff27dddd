using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Data;

/// <summary>Which specs can be tuned with the data that there is, judged before anything is measured.</summary>
internal sealed class TuningData
{
    private readonly List<DataSource> _tunable = [];
    private readonly List<string> _notes = [];

    /// <summary>Tries the data of every spec on every shape.</summary>
    /// <param name="specs">The specs.</param>
    /// <param name="given">What the user gave.</param>
    /// <param name="shapes">The shapes to tune for.</param>
    /// <exception cref="ToolException">What was given does not fit a shape.</exception>
    public TuningData(IReadOnlyList<SpecEntry> specs, GivenData given, IReadOnlyList<AttentionShape> shapes)
    {
        foreach (var spec in specs)
        {
            var source = new DataSource(spec, given);
            try
            {
                foreach (var shape in shapes)
                    source.For(shape)?.Dispose();
                foreach (var shape in CheckSet.Shapes)
                    source.Synthetic(shape)?.Dispose();
            }
            catch (ToolException error) when (source.Missing.Count == spec.Spec.Data.Count)
            {
                _notes.Add($"{spec.Name} is skipped: no data can be made up for it. {error.Message}");
                continue;
            }
            _tunable.Add(source);
            if (source.Missing.Count > 0)
            {
                _notes.Add(
                    $"{spec.Name} is measured with synthetic data for {Names(source)}. Where a mask reads data, speed depends on it: give your own "
                        + "with --data name=file.npy.");
            }
        }
    }

    /// <summary>The specs whose data fits, in order.</summary>
    public IReadOnlyList<DataSource> Tunable => _tunable;

    /// <summary>What the user should know about the data.</summary>
    public IReadOnlyList<string> Notes => _notes;

    private static string Names(DataSource source)
        => string.Join(", ", source.Missing.Select(parameter => $"'{parameter}' ({source.Describe(parameter)})"));
}
