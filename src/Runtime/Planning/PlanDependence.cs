namespace KernelGen.Planning;

/// <summary>Between which parts of a call plans differ.</summary>
/// <param name="OnBatch">Between sequences.</param>
/// <param name="OnHead">Between heads, of queries or of keys.</param>
/// <param name="OnQueryHead">Even between query heads that share a key head.</param>
public readonly record struct PlanDependence(bool OnBatch, bool OnHead, bool OnQueryHead);
