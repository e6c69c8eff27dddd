using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Matrices;
using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary>
/// A factor of a wgmma in shared memory, "line" the row of the left factor or the column of the right one. The descriptor
/// has the address (bits 0-13), the leading and the stride byte offset (16-29, 32-45), all in units of 16 bytes, and the swizzle (62-63).
/// </summary>
internal sealed unsafe class MatrixDescriptor
{
    private readonly ulong start;
    private readonly ulong leading;
    private readonly ulong stride;
    private readonly int span;
    private readonly bool isTransposed;

    /// <param name="warp">The warp whose lanes must agree on the descriptor.</param>
    /// <param name="slot">Its 64 bits.</param>
    /// <param name="isTransposed">Neighbours in memory are neighbours along the line number rather than along k.</param>
    public MatrixDescriptor(Warp warp, int slot, bool isTransposed)
    {
        var descriptor = ((ulong*)warp.Lanes(slot))[0];
        for (var lane = 1; lane < 32; lane++)
        {
            if (((ulong*)warp.Lanes(slot))[lane] != descriptor)
                throw warp.Fault(PtxFault.DivergentWarp, lane, "the lanes give different matrix descriptors.");
        }

        this.isTransposed = isTransposed;
        start = (descriptor & 0x3FFF) << 4;
        leading = (descriptor >> 16 & 0x3FFF) << 4;
        stride = (descriptor >> 32 & 0x3FFF) << 4;
        span = (int)(descriptor >> 62) switch
        {
            0 => 16,
            1 => 128,
            2 => 64,
            _ => 32,
        };
        if ((descriptor >> 49 & 7) != 0)
            throw warp.Fault(PtxFault.IllegalOperand, 0, "a base offset in a matrix descriptor is not known; align the swizzle's pattern instead.");
    }

    /// <summary>Gives every element of 32 bytes of steps of k, and collects the chunks of 16 bytes that were read.</summary>
    public void Read<TFormat>(Warp warp, int firstLine, int lines, Action<int, int, float> take, List<ulong> chunks)
        where TFormat : IMatrixFormat
    {
        var bytes = 4 / TFormat.PerRegister;
        var perChunk = 16 / bytes;
        for (var line = firstLine; line < firstLine + lines; line += isTransposed ? perChunk : 1)
        {
            for (var k = 0; k < 2 * perChunk; k += isTransposed ? 1 : perChunk)
            {
                var address = Swizzles.Apply(start + (isTransposed ? TransposedOffset(line, k) : Offset(line, k * bytes)), span);
                var chunk = warp.Block.Memory.Shared.ReadAsynchronously(warp, 0, address, 16);
                chunks.Add(address);
                for (var i = 0; i < perChunk; i++)
                    take(isTransposed ? line + i : line, isTransposed ? k : k + i, TFormat.Widen(bytes == 1 ? chunk[i] : ((ushort*)chunk)[i]));
            }
        }
    }

    // Eight lines of a swizzle's span form a pattern; the stride leads to the next eight. Without a swizzle the pattern is 8 x 16 bytes, and
    // the leading offset leads to the next 16 bytes of steps of k.
    private ulong Offset(int line, int bytesOfK)
    {
        var inPattern = ((ulong)line / 8 * stride) + ((ulong)line % 8 * (ulong)span);
        return inPattern + (span == 16 ? (ulong)bytesOfK / 16 * leading : (ulong)bytesOfK);
    }

    // Of elements of 16 bits. Eight steps of k with a span of neighbouring lines each form a pattern. With a swizzle the stride leads to the next eight steps and
    // the leading offset to the next lines; without one it is the other way round.
    private ulong TransposedOffset(int line, int k)
    {
        var perSpan = (ulong)span / 2;
        var (nextSteps, nextLines) = span == 16 ? (leading, stride) : (stride, leading);
        return ((ulong)k / 8 * nextSteps) + ((ulong)k % 8 * (ulong)span) + ((ulong)line / perSpan * nextLines) + ((ulong)line % perSpan * 2);
    }
}
