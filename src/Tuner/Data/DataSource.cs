using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Data;

/// <summary>The data of a spec's calls while it is tuned or drawn: what the user gave, and for the rest something plausible.</summary>
/// <param name="spec">The spec.</param>
/// <param name="given">What the user gave.</param>
internal sealed class DataSource(SpecEntry spec, GivenData given)
{
    private readonly Lazy<CompiledSpec> _compiled = new(() => SpecCompiler.Compile(spec.Spec, spec.Name, []));

    /// <summary>The spec.</summary>
    public SpecEntry Spec { get; } = spec;

    /// <summary>The spec without kernels: what checks and plans need.</summary>
    public CompiledSpec Compiled => _compiled.Value;

    /// <summary>The parameters that were not given.</summary>
    public IReadOnlyList<ExprParameter> Missing { get; } = [.. spec.Spec.Data.Where(parameter => given.Find(parameter) is null)];

    /// <summary>Where the data comes from, for the records; empty when there is none.</summary>
    public string Describe()
    {
        var texts = Spec.Spec.Data.Where(parameter => !Missing.Contains(parameter)).Select(parameter => given.Text(parameter.Name))
            .Concat(Missing.Select(parameter => $"{parameter.Name} synthetic"));
        return Spec.Spec.Data.Count == 0 ? "" : "data: " + string.Join(", ", texts);
    }

    /// <summary>What a parameter that was not given is made up as.</summary>
    public string Describe(ExprParameter parameter) => new SyntheticData(Spec.Spec, keyLength: 0).Describe(parameter);

    /// <summary>The values for a call that is measured; null when the spec has no data.</summary>
    /// <exception cref="ToolException">What was given does not fit the call, or nothing does.</exception>
    public CallValues? For(in AttentionShape shape) => Make(shape, given.Find);

    /// <summary>The values for a call that only checks or warms up: given scalars, and arrays and tensors that fit.</summary>
    /// <exception cref="ToolException">No data fits the call.</exception>
    public CallValues? Synthetic(in AttentionShape shape) => Make(shape, parameter => parameter.HasElements ? null : given.Find(parameter));

    private CallValues? Make(in AttentionShape shape, Func<ExprParameter, DataValue?> find)
    {
        if (Spec.Spec.Data.Count == 0)
            return null;
        var synthetic = new SyntheticData(Spec.Spec, shape.KeyLength);
        var reach = DataReach.Of(
            Spec.Spec, Sizes(shape), (parameter, last) => find(parameter)?.Range ?? synthetic.Range(parameter, last));
        var values = new CallValues(
            [.. Spec.Spec.Data.Select(parameter => find(parameter) ?? synthetic.Value(parameter, reach))]);
        try
        {
            DataChecks.Check(Compiled, shape, values, given);
            return values;
        }
        catch (ToolException)
        {
            values.Dispose();
            throw;
        }
    }

    private CallSizes Sizes(in AttentionShape shape) => new(
        Compiled.Facts.ResolveOffset(shape), shape.QueryLength, shape.KeyLength, shape.Batch, shape.QueryHeads, shape.KeyHeads);
}
