using KernelGen.Templates.Text;

namespace KernelGen.Templates.Expressions;

/// <summary>
/// tanh near 0, as every family writes it: an odd polynomial, minimax, relative error 1e-7 in float32. Further out (1 - e^-2x) / (1 + e^-2x) has the digits.
/// </summary>
internal static class TanhPolynomial
{
    /// <summary>Where it ends.</summary>
    public const float Limit = 0.625f;

    // As texts show them; shorter ones would read back to the same numbers.
    private static readonly string[] s_digits = ["-0.0056724257", "0.02060315", "-0.053725233", "0.13331186", "-0.33333263", "1"];

    /// <summary>From the highest power down, of x squared; the last one times x.</summary>
    public static IReadOnlyList<float> Coefficients { get; } = [.. s_digits.Select(digits => RoundTrip.ParseFloat(digits)!.Value)];

    /// <summary>A coefficient as a literal of C#.</summary>
    public static string Literal(int index) => s_digits[index] + "f";

    /// <summary>A coefficient as a summand of C#, with its sign before it: <c>+ 0.5f</c>.</summary>
    public static string Summand(int index) => s_digits[index][0] == '-' ? $"- {s_digits[index].Substring(1)}f" : $"+ {s_digits[index]}f";
}
