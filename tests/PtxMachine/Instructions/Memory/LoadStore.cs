using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

internal sealed unsafe class Load(StateSpace space, AddressSource address, int[] targets, PtxType type, int registerBits)
    : MemoryOperation(space, address, type.Bytes * targets.Length)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Access(Warp warp, uint mask, ReadOnlySpan<ulong> addresses)
    {
        var memory = warp.Block.Memory;
        var isWide = registerBits > 32;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var source = memory.Read(Space, warp, lane, addresses[lane], Bytes);
            if (type.Bytes == 4 && !isWide)
            {
                for (var i = 0; i < targets.Length; i++)
                    warp.Lanes(targets[i])[lane] = ((uint*)source)[i];
            }
            else
            {
                for (var i = 0; i < targets.Length; i++)
                    Lane.SetBits(warp.Lanes(targets[i]), lane, isWide, Extended(source + (i * type.Bytes)));
            }
        }
    }

    // A register wider than the element is filled with the sign of signed types, with zeros otherwise.
    private ulong Extended(byte* source)
    {
        var bits = type.Bytes switch
        {
            1 => *source,
            2 => *(ushort*)source,
            4 => *(uint*)source,
            _ => *(ulong*)source,
        };
        return type.Kind == TypeKind.Signed ? BitFunctions.Low((ulong)BitFunctions.Signed(bits, type.Bits), registerBits) : bits;
    }
}

internal sealed unsafe class Store(StateSpace space, AddressSource address, int[] sources, PtxType type, bool isWide)
    : MemoryOperation(space, address, type.Bytes * sources.Length)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Access(Warp warp, uint mask, ReadOnlySpan<ulong> addresses)
    {
        var memory = warp.Block.Memory;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var target = memory.Write(Space, warp, lane, addresses[lane], Bytes);
            for (var i = 0; i < sources.Length; i++)
                Put(target + (i * type.Bytes), Lane.GetBits(warp.Lanes(sources[i]), lane, isWide));
        }
    }

    private void Put(byte* target, ulong bits)
    {
        switch (type.Bytes)
        {
            case 1:
                *target = (byte)bits;
                break;
            case 2:
                *(ushort*)target = (ushort)bits;
                break;
            case 4:
                *(uint*)target = (uint)bits;
                break;
            default:
                *(ulong*)target = bits;
                break;
        }
    }
}
