using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Instructions.Matrices;

/// <summary>
/// The 8 x 8 matrices of 16-bit elements that <c>ldmatrix</c> and <c>stmatrix</c> move: lanes 8m to 8m+7 give the addresses of the rows
/// of matrix m, 16 bytes each; lane l holds of each matrix the elements 2*(l%4) and the next of row l/4 (of column l/4 when transposed).
/// </summary>
internal static unsafe class MatrixRows
{
    public static void Addresses(Warp warp, AddressSource address, int matrices, Span<ulong> addresses)
    {
        var lanes = warp.Lanes(address.Slot);
        for (var lane = 0; lane < matrices * 8; lane++)
            addresses[lane] = address.Of(lanes, lane);
        for (var matrix = 0; matrix < matrices; matrix++)
            BankCounter.CountPhase(warp, 0xFF, addresses[(matrix * 8)..], 16);
    }

    /// <summary>Where the two elements of a lane lie in a matrix of 64.</summary>
    public static (int First, int Second) Places(int lane, bool isTransposed)
    {
        var (line, place) = (lane / 4, lane % 4 * 2);
        return isTransposed ? ((place * 8) + line, ((place + 1) * 8) + line) : ((line * 8) + place, (line * 8) + place + 1);
    }
}

/// <summary><c>ldmatrix</c>.</summary>
internal sealed unsafe class LoadMatrix(int[] targets, AddressSource address, bool isTransposed) : Operation
{
    public override Convergence Convergence => Convergence.FullWarp;

    public override void Execute(Warp warp, uint mask)
    {
        Span<ulong> addresses = stackalloc ulong[32];
        var matrix = stackalloc ushort[64];
        MatrixRows.Addresses(warp, address, targets.Length, addresses);
        for (var i = 0; i < targets.Length; i++)
        {
            for (var row = 0; row < 8; row++)
            {
                var lane = (i * 8) + row;
                *(UInt128*)(matrix + (row * 8)) = *(UInt128*)warp.Block.Memory.Shared.Read(warp, lane, addresses[lane], 16);
            }

            Spread(warp.Lanes(targets[i]), matrix);
        }
    }

    private void Spread(uint* lanes, ushort* matrix)
    {
        for (var lane = 0; lane < 32; lane++)
        {
            var (first, second) = MatrixRows.Places(lane, isTransposed);
            lanes[lane] = matrix[first] | ((uint)matrix[second] << 16);
        }
    }
}

/// <summary><c>stmatrix</c>.</summary>
internal sealed unsafe class StoreMatrix(AddressSource address, int[] sources, bool isTransposed) : Operation
{
    public override Convergence Convergence => Convergence.FullWarp;

    public override void Execute(Warp warp, uint mask)
    {
        Span<ulong> addresses = stackalloc ulong[32];
        var matrix = stackalloc ushort[64];
        MatrixRows.Addresses(warp, address, sources.Length, addresses);
        for (var i = 0; i < sources.Length; i++)
        {
            Gather(warp.Lanes(sources[i]), matrix);
            for (var row = 0; row < 8; row++)
            {
                var lane = (i * 8) + row;
                *(UInt128*)warp.Block.Memory.Shared.Write(warp, lane, addresses[lane], 16) = *(UInt128*)(matrix + (row * 8));
            }
        }
    }

    private void Gather(uint* lanes, ushort* matrix)
    {
        for (var lane = 0; lane < 32; lane++)
        {
            var (first, second) = MatrixRows.Places(lane, isTransposed);
            matrix[first] = (ushort)lanes[lane];
            matrix[second] = (ushort)(lanes[lane] >> 16);
        }
    }
}

/// <summary><c>movmatrix</c>: a transposition within registers.</summary>
internal sealed unsafe class TransposeMatrix(int target, int source) : Operation
{
    public override Convergence Convergence => Convergence.FullWarp;

    public override void Execute(Warp warp, uint mask)
    {
        var matrix = stackalloc ushort[64];
        var from = warp.Lanes(source);
        var to = warp.Lanes(target);
        for (var lane = 0; lane < 32; lane++)
        {
            var (first, second) = MatrixRows.Places(lane, isTransposed: false);
            (matrix[first], matrix[second]) = ((ushort)from[lane], (ushort)(from[lane] >> 16));
        }

        for (var lane = 0; lane < 32; lane++)
        {
            var (first, second) = MatrixRows.Places(lane, isTransposed: true);
            to[lane] = matrix[first] | ((uint)matrix[second] << 16);
        }
    }
}
