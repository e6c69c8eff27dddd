using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Data;

/// <summary>The runtime's own check of a call's data, before the call.</summary>
internal static class DataChecks
{
    /// <summary>Refuses data that a call would refuse.</summary>
    /// <param name="spec">The compiled spec.</param>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="values">Its data.</param>
    /// <param name="given">What the user wrote, for messages.</param>
    /// <exception cref="ToolException">An array is too short, or an index can be negative.</exception>
    public static void Check(CompiledSpec spec, in AttentionShape shape, CallValues values, GivenData given)
    {
        var call = new AttentionCall
        {
            Shape = shape,
            QueryOffset = spec.Facts.ResolveOffset(shape),
            Query = default,
            Key = default,
            Value = default,
            Output = default,
            Data = values.Data,
        };
        try
        {
            spec.WithData(call);
        }
        catch (ArgumentException error)
        {
            var source = values.Values.FirstOrDefault(value => value.Parameter.Name == error.ParamName)?.Parameter;
            var written = source is not null && given.Find(source) is not null ? $"--data {given.Text(source.Name)}: " : "";
            throw new ToolException($"{written}{Message(error)} The call is {ShapeText.Write(shape)}.");
        }
    }

    // Without the "(Parameter 'name')" that the framework appends.
    private static string Message(ArgumentException error) => error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
}
