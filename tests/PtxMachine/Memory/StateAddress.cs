using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Memory;

/// <summary>
/// Addresses of the state spaces. Shared memory begins at 1024, so that address 0 is a fault there too and swizzle patterns of 1024
/// bytes start at a multiple of themselves; the generic windows lie far from global memory.
/// </summary>
internal static class StateAddress
{
    public const uint SharedBase = 1024;
    public const ulong SharedWindow = 0x1000_0000_0000;
    public const ulong LocalWindow = 0x2000_0000_0000;
    public const ulong ParameterWindow = 0x3000_0000_0000;
    public const ulong ConstantWindow = 0x4000_0000_0000;
    public const ulong WindowBytes = 1UL << 32;

    /// <summary>The variable's address in its own space.</summary>
    public static ulong Of(PtxVariable variable) =>
        (ulong)variable.Offset + (variable.Space == StateSpace.Shared ? SharedBase : 0);

    public static ulong Of(PtxVariable variable, StateSpace space) =>
        Of(variable) + (space == StateSpace.Generic ? WindowOf(variable.Space) : 0);

    public static ulong WindowOf(StateSpace space) => space switch
    {
        StateSpace.Shared => SharedWindow,
        StateSpace.Local => LocalWindow,
        StateSpace.Parameter => ParameterWindow,
        StateSpace.Constant => ConstantWindow,
        _ => 0,
    };

    /// <summary>The space that a generic address lies in, and the address there.</summary>
    public static (StateSpace Space, ulong Address) Resolve(ulong address)
    {
        foreach (var space in (ReadOnlySpan<StateSpace>)[StateSpace.Shared, StateSpace.Local, StateSpace.Parameter, StateSpace.Constant])
        {
            if (address - WindowOf(space) < WindowBytes)
                return (space, address - WindowOf(space));
        }

        return (StateSpace.Global, address);
    }
}

/// <summary>An address per lane: a slot of 32 or 64 bits and a number to add.</summary>
internal readonly unsafe record struct AddressSource(int Slot, bool IsWide, long Offset)
{
    public ulong Of(uint* lanes, int lane) => (IsWide ? ((ulong*)lanes)[lane] : lanes[lane]) + (ulong)Offset;
}
