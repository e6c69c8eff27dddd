namespace KernelGen.Generator.Diagnostics;

/// <summary>
/// What is made of an exception of the generator itself. One that escapes takes the output of every spec along, so each step that computes goes through
/// <see cref="Guard"/>, and KG0001 says what happened to the one spec.
/// </summary>
internal static class InternalFailure
{
    /// <summary>The result of some work, or what stands in for it when it fails. Being cancelled is no failure.</summary>
    /// <param name="work">The work.</param>
    /// <param name="instead">Makes what stands in, of the failure as one line.</param>
    public static T Guard<T>(Func<T> work, Func<string, T> instead)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return instead($"{failure.GetType().Name}: {OneLine(failure.Message)}");
        }
    }

    /// <summary>What the members say that stand in for those of a spec.</summary>
    /// <param name="spec">The full name of its class.</param>
    /// <param name="failure">What <see cref="Guard"/> gave.</param>
    public static string Problem(string spec, string failure) => $"{DiagnosticIds.InternalError}: the generator failed on '{spec}': {failure}";

    private static string OneLine(string text) => text.Replace("\r", "").Replace('\n', ' ');
}
