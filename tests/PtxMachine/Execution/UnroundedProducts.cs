using KernelGen.PtxMachine.Decoding;

namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// The factors of the products of float32 that registers of a warp hold, as long as nothing else is written there. An assembler may compute a sum of such a product from its factors,
/// where neither has a rounding modifier; see <see cref="PtxDevice.Contracts"/>.
/// </summary>
internal sealed class UnroundedProducts
{
    private const int Lanes = 32;

    private readonly int[] slots;
    private readonly (float Left, float Right)[] factors;
    private readonly uint[] known;

    public UnroundedProducts(PtxProgram program)
    {
        slots = [.. program.Entry.Registers.Select(program.Layout.Offset)];
        factors = new (float, float)[program.Layout.Words];
        known = new uint[program.Layout.Words / Lanes];
    }

    public void Clear() => Array.Clear(known);

    public void Add(int slot, int lane, float left, float right)
    {
        factors[slot + lane] = (left, right);
        known[slot / Lanes] |= 1u << lane;
    }

    /// <summary>What is copied is the same product.</summary>
    public void Copy(int target, int source, uint mask)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            if ((mask >> lane & 1) != 0)
                factors[target + lane] = factors[source + lane];
        }

        known[target / Lanes] = (known[target / Lanes] & ~mask) | (known[source / Lanes] & mask);
    }

    public bool TryFind(int slot, int lane, out (float Left, float Right) found)
    {
        found = factors[slot + lane];
        return (known[slot / Lanes] >> lane & 1) != 0;
    }

    /// <summary>Something else is written to a register.</summary>
    public void Forget(int register, uint mask) => known[slots[register] / Lanes] &= ~mask;
}
