using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary>One box of a tensor: which chunks of 16 bytes lie where in shared memory, and what of them lies inside the tensor.</summary>
internal sealed unsafe class TensorBox
{
    private readonly Warp warp;
    private readonly int lane;
    private readonly PtxTensorMap map;
    private readonly long[] start;
    private readonly ulong shared;

    public TensorBox(Warp warp, int lane, ulong mapAddress, int[] coordinates, ulong shared)
    {
        this.warp = warp;
        this.lane = lane;
        this.shared = shared;
        map = ReadMap(warp, lane, mapAddress);
        if (map.Lengths.Length != coordinates.Length)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"{coordinates.Length} coordinates for a tensor map of {map.Lengths.Length} dimensions.");
        start = [.. coordinates.Select(slot => (long)(int)warp.Lanes(slot)[lane])];
        if (shared % 128 != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"the box's place in shared memory, byte {shared - StateAddress.SharedBase}, is no multiple of 128.");
    }

    /// <summary>Places in shared memory, swizzled, with the coordinates of their first elements.</summary>
    public IEnumerable<(ulong Place, long[] Element)> Chunks()
    {
        var perChunk = 16 / map.ElementBytes;
        var chunks = map.Box.Aggregate(1L, (product, length) => product * length) / perChunk;
        for (var chunk = 0L; chunk < chunks; chunk++)
        {
            var element = new long[start.Length];
            var rest = chunk * perChunk;
            for (var axis = 0; axis < element.Length; axis++)
            {
                element[axis] = start[axis] + (rest % map.Box[axis]);
                rest /= map.Box[axis];
            }

            yield return (Swizzles.Apply(shared + ((ulong)chunk * 16), (int)map.Swizzle), element);
        }
    }

    public UInt128 ReadChunk(long[] element)
    {
        UInt128 chunk = 0;
        var bytes = MemoryMarshal.AsBytes(new Span<UInt128>(ref chunk));
        for (var i = 0; i < 16 / map.ElementBytes; i++)
        {
            if (IsInside(element, i))
                new ReadOnlySpan<byte>(warp.Block.Memory.Read(StateSpace.Global, warp, lane, AddressOf(element, i), map.ElementBytes), map.ElementBytes)
                    .CopyTo(bytes[(i * map.ElementBytes)..]);
        }

        return chunk;
    }

    public void WriteChunk(long[] element, UInt128 chunk)
    {
        var bytes = MemoryMarshal.AsBytes(new Span<UInt128>(ref chunk));
        for (var i = 0; i < 16 / map.ElementBytes; i++)
        {
            if (IsInside(element, i))
                bytes.Slice(i * map.ElementBytes, map.ElementBytes).CopyTo(
                    new Span<byte>(warp.Block.Memory.Write(StateSpace.Global, warp, lane, AddressOf(element, i), map.ElementBytes), map.ElementBytes));
        }
    }

    private static PtxTensorMap ReadMap(Warp warp, int lane, ulong address)
    {
        if (address % 64 != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"the tensor map's address 0x{address:X} is no multiple of 64.");
        Span<byte> bytes = stackalloc byte[128];
        for (var i = 0; i < bytes.Length; i += 16)
            new ReadOnlySpan<byte>(warp.Block.Memory.Read(StateSpace.Generic, warp, lane, address + (ulong)i, 16), 16).CopyTo(bytes[i..]);
        return PtxTensorMap.Read(bytes) ?? throw warp.Fault(PtxFault.IllegalOperand, lane, $"there is no tensor map at 0x{address:X}.");
    }

    private bool IsInside(long[] element, int inner)
    {
        for (var axis = 0; axis < element.Length; axis++)
        {
            var coordinate = element[axis] + (axis == 0 ? inner : 0);
            if (coordinate < 0 || coordinate >= map.Lengths[axis])
                return false;
        }

        return true;
    }

    private ulong AddressOf(long[] element, int inner)
    {
        var offset = (element[0] + inner) * map.ElementBytes;
        for (var axis = 1; axis < element.Length; axis++)
            offset += element[axis] * map.Strides[axis - 1];
        return map.Address + (ulong)offset;
    }
}
