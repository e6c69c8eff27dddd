using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Lowering;

/// <summary>The pattern attributes of a class, read and checked.</summary>
/// <param name="IsCausal">A constraint: no key after the query.</param>
/// <param name="Window">A reach: the keys around the query.</param>
/// <param name="SinkCount">A reach: that many keys at the start.</param>
/// <param name="Constraints">The constraints of the pattern library.</param>
/// <param name="Reaches">Its reaches.</param>
internal sealed record MaskDeclaration(
    bool IsCausal, Window? Window, int? SinkCount, IReadOnlyList<Expr> Constraints, IReadOnlyList<Expr> Reaches);

/// <summary>A sliding window; null means unbounded.</summary>
/// <param name="Left">Keys before the query's position.</param>
/// <param name="Right">Keys after it.</param>
internal sealed record Window(int? Left, int? Right);
