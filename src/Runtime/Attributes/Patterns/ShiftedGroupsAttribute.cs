namespace KernelGen;

/// <summary>
/// A constraint: the first half of the heads sees within groups, <c>q / group == k / group</c>; the other half within groups that are
/// shifted by half a group, <c>(q + group / 2) / group == (k + group / 2) / group</c>. The ends of the sequence are not joined (LongLoRA,
/// shifted sparse attention, without the wrap from the end to the start; arXiv 2309.12307).
/// </summary>
/// <param name="group">The length of a group, at least 2.</param>
/// <param name="heads">The number of query heads, at least 2.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ShiftedGroupsAttribute(int group, int heads) : Attribute
{
    /// <summary>The length of a group, at least 2.</summary>
    public int Group { get; } = group;

    /// <summary>The number of query heads, at least 2.</summary>
    public int Heads { get; } = heads;
}
