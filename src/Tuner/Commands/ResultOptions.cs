using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>The arguments of a command that looks up what was measured of an assembly's specs.</summary>
internal sealed class ResultOptions
{
    private readonly Argument<string> _source = CommonOptions.Source();
    private readonly Option<string[]> _spec = CommonOptions.Specs("Only this spec; may be given several times. All of them by default.");
    private readonly Option<string?> _device = RowFilters.Device();
    private readonly Option<string?> _bucket = RowFilters.Bucket();
    private readonly Option<string?> _database = CommonOptions.Database();

    private ResultOptions()
    {
    }

    /// <summary>Gives a command the arguments.</summary>
    public static ResultOptions AddTo(Command command)
    {
        var options = new ResultOptions();
        command.Add(options._source);
        command.Add(options._spec);
        command.Add(options._device);
        command.Add(options._bucket);
        command.Add(options._database);
        return options;
    }

    /// <summary>Looks up.</summary>
    /// <exception cref="ToolException">There is no such assembly, spec or database, or none of its measurements is of such a device or bucket.</exception>
    public IReadOnlyList<SpecResults> Read(ParseResult parsed, ToolConsole console, ToolTargets targets)
    {
        var filter = new MeasurementFilter(null, parsed.GetValue(_device)) { Bucket = RowFilters.ParseBucket(parsed.GetValue(_bucket)) };
        var catalog = SpecCatalog.Open(parsed.GetRequiredValue(_source), console);
        using var reader = CommonOptions.OpenDatabase(parsed.GetValue(_database));
        var found = catalog.Choose(parsed.GetValue(_spec) ?? []).Select(spec => (Spec: spec, Rows: reader.Rows(spec.Hash))).ToList();
        filter.RequireKnown([.. found.SelectMany(one => one.Rows)]);
        return [.. found.Select(one => new SpecResults(
            one.Spec,
            ChosenVariant.OfAssembly(targets, catalog.Path, one.Spec),
            SpecAttributeReader.Choices(catalog.Path, one.Spec.Name),
            [.. Standing.Of(one.Spec.Name, one.Rows).Where(standing => Matches(standing, filter))],
            one.Rows))];
    }

    private static bool Matches(Standing standing, MeasurementFilter filter)
        => RowFilters.Contains(standing.Device.ToString(), filter.Device) && (filter.Bucket is null || standing.Bucket == filter.Bucket);
}

/// <summary>What was measured of a spec.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Choice">Which of the assembly's variants would run.</param>
/// <param name="BuiltIn">The tuned choices that were built into the assembly.</param>
/// <param name="Standings">The standings that were asked for.</param>
/// <param name="Rows">Every row of the spec.</param>
internal sealed record SpecResults(
    SpecEntry Spec, ChosenVariant Choice, IReadOnlyList<TunedChoice> BuiltIn, IReadOnlyList<Standing> Standings, IReadOnlyList<TuningRow> Rows);
