namespace KernelGen;

/// <summary>A constraint: a query sees the keys at and before its own position, <c>k &lt;= q</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CausalAttribute : Attribute;
