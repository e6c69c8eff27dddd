namespace KernelGen.Onnx.Tests.Running;

/// <summary>The rule that results are held to: <c>max|actual - exact| &lt;= 2 max|plain - exact| + small</c>; what is exactly 0 or infinite stays so.</summary>
internal static class ErrorRule
{
    // small is 8 last places of float32 at the largest value: for where plain happens to be exact.
    private const double Small = 8.0 / (1 << 23);

    /// <summary>Why a result is wrong, or null.</summary>
    public static string? WhyWrong(double[] actual, double[] plain, double[] exact)
    {
        actual.Length.ShouldBe(exact.Length);
        plain.Length.ShouldBe(exact.Length);
        var finite = Enumerable.Range(0, exact.Length).Where(i => double.IsFinite(exact[i]) && exact[i] != 0).ToArray();
        foreach (var i in Enumerable.Range(0, exact.Length).Except(finite))
        {
            if (!actual[i].Equals(exact[i]) && !(actual[i] == 0 && exact[i] == 0))
                return FormattableString.Invariant($"at {i}: {actual[i]:R}, expected exactly {exact[i]:R}");
        }
        var allowed = finite.Length == 0 ? 0 : 2 * finite.Max(i => Math.Abs(plain[i] - exact[i])) + Small * finite.Max(i => Math.Abs(exact[i]));
        return finite
            .Where(i => !(Math.Abs(actual[i] - exact[i]) <= allowed))
            .Select(i => FormattableString.Invariant($"at {i}: {actual[i]:R}, expected {exact[i]:R} within {allowed:E2}"))
            .FirstOrDefault();
    }
}
