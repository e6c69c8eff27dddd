using System.Runtime.CompilerServices;

namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// Who runs where in one warp. The top entry runs; an entry ends where it reaches its reconvergence point or its last lane ends, and
/// the entry below, which waits there with all lanes, goes on.
/// </summary>
internal sealed class DivergenceStack(int end)
{
    private Entry[] entries = new Entry[16];
    private int depth;

    public uint ActiveMask => entries[depth - 1].Mask;

    public void Start(uint mask)
    {
        entries[0] = new Entry { Place = 0, Mask = mask, Join = end };
        depth = 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTop(out int place, out uint mask)
    {
        while (depth > 0)
        {
            ref readonly var top = ref entries[depth - 1];
            if (top.Mask != 0 && top.Place != top.Join)
            {
                place = top.Place;
                mask = top.Mask;
                return true;
            }

            depth--;
        }

        place = 0;
        mask = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance() => entries[depth - 1].Place++;

    public void Branch(Branch branch, uint taken)
    {
        ref var top = ref entries[depth - 1];
        if (taken == top.Mask)
        {
            top.Place = branch.Target;
            return;
        }

        var first = (Place: branch.Target, Mask: taken);
        var second = (Place: branch.Index + 1, Mask: top.Mask & ~taken);
        if (!branch.RunsTargetFirst)
            (first, second) = (second, first);
        Split(first, second, branch.Reconvergence);
    }

    public void Exit(uint lanes)
    {
        foreach (ref var entry in entries.AsSpan(0, depth))
            entry.Mask &= ~lanes;
    }

    private void Split((int Place, uint Mask) first, (int Place, uint Mask) second, int join)
    {
        ref var top = ref entries[depth - 1];
        // An entry that would only wait to be dropped at the same point is not kept: loops would pile them up.
        if (join == top.Join)
            depth--;
        else
            top.Place = join;
        Push(second, join);
        Push(first, join);
    }

    private void Push((int Place, uint Mask) side, int join)
    {
        if (side.Place == join)
            return;
        if (depth == entries.Length)
            Array.Resize(ref entries, depth * 2);
        entries[depth++] = new Entry { Place = side.Place, Mask = side.Mask, Join = join };
    }

    private struct Entry
    {
        public int Place;
        public int Join;
        public uint Mask;
    }
}
