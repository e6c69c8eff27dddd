namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>
/// What is known of a value on IL's stack: its type (small integers are int there), whether it is an address of a local, and a constant.
/// </summary>
internal sealed record StackValue(Type Type, bool IsLocalAddress = false, int? Constant = null)
{
    public static StackValue Of(Type type) => new(StackTypes.Widen(type));
}
