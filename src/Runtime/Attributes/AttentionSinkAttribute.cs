namespace KernelGen;

/// <summary>A reach: every query sees the first <paramref name="count"/> keys, <c>k &lt; count</c> (StreamingLLM).</summary>
/// <param name="count">How many keys at the start stay visible, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AttentionSinkAttribute(int count) : Attribute
{
    /// <summary>How many keys at the start stay visible.</summary>
    public int Count { get; } = count;
}
