namespace KernelGen.PtxMachine.Memory;

/// <summary>The permutations of tensor maps and wgmma descriptors: bits of the row number are xored into the number of the 16-byte chunk.</summary>
internal static class Swizzles
{
    /// <summary>Where the byte at <paramref name="address"/> of the plain layout lies; <paramref name="span"/> is 0, 32, 64 or 128.</summary>
    public static ulong Apply(ulong address, int span) => span switch
    {
        128 => address ^ (address >> 3 & 0x70),
        64 => address ^ (address >> 3 & 0x30),
        32 => address ^ (address >> 3 & 0x10),
        _ => address,
    };
}
