using System.Runtime.Intrinsics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Instructions.Matrices;
using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary>
/// <c>wgmma.mma_async</c>. Each warp of the four computes its own 16 rows, with all columns, so the warps need not run together. Products
/// are summed in the order of k, each step one fused multiply-add in float32, as for <c>mma</c>.
/// </summary>
internal sealed unsafe class MultiplyWarpgroup<TFormat> : Operation
    where TFormat : IMatrixFormat
{
    private const int Rows = 16;

    private static int Inner => 8 * TFormat.PerRegister;

    public required int Columns { get; init; }

    public required int[] Sums { get; init; }

    public required int[] SumSlots { get; init; }

    /// <summary>The registers of the left factor; empty when it lies in shared memory.</summary>
    public required int[] LeftRegisters { get; init; }

    /// <summary>Their slots, or the slot of the descriptor.</summary>
    public required int[] LeftSlots { get; init; }

    public required int RightDescriptor { get; init; }

    public required PredicateSource AddsToSums { get; init; }

    public required float LeftSign { get; init; }

    public required float RightSign { get; init; }

    public required bool IsLeftTransposed { get; init; }

    public required bool IsRightTransposed { get; init; }

    public override Convergence Convergence => Convergence.FullWarp;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var adds = (*warp.Lanes(AddsToSums.Slot) ^ AddsToSums.Flip) != 0;
        foreach (var register in adds ? [.. Sums, .. LeftRegisters] : LeftRegisters)
            warp.ExpectFenced(register);
        if (!adds && warp.Products.FenceTime < 0)
            throw warp.Fault(PtxFault.UnfinishedProduct, 0, "no wgmma.fence stands before the first wgmma.");
        var chunks = new List<ulong>();
        var left = stackalloc float[Rows * Inner];
        var right = new float[Inner * Columns];
        ReadLeft(warp, left, chunks);
        fixed (float* values = right)
        {
            ReadRight(warp, values, chunks);
            Multiply(warp, left, values, adds);
        }

        warp.Products.Add(Sums, LeftRegisters, chunks);
        foreach (var register in Sums)
            warp.Undefine(register);
    }

    private void ReadLeft(Warp warp, float* left, List<ulong> chunks)
    {
        if (LeftRegisters.Length > 0)
        {
            ReadLeftRegisters(warp, left);
            return;
        }

        var matrix = new MatrixDescriptor(warp, LeftSlots[0], IsLeftTransposed);
        var first = warp.Index % 4 * Rows;
        matrix.Read<TFormat>(warp, first, Rows, (row, k, value) => left[((row - first) * Inner) + k] = value * LeftSign, chunks);
    }

    // Register r of lane l holds row l/4 (+8 for odd r), and 32 bits of steps of k from those of lane l%4 on; the upper two the other half.
    private void ReadLeftRegisters(Warp warp, float* left)
    {
        var bits = 32 / TFormat.PerRegister;
        for (var register = 0; register < 4; register++)
        {
            var lanes = warp.Lanes(LeftSlots[register]);
            for (var lane = 0; lane < 32; lane++)
            {
                var place = left + (((lane / 4) + (register % 2 * 8)) * Inner) + (((lane % 4) + (register / 2 * 4)) * TFormat.PerRegister);
                for (var i = 0; i < TFormat.PerRegister; i++)
                    place[i] = TFormat.Widen((uint)BitFunctions.Low(lanes[lane] >> (i * bits), bits)) * LeftSign;
            }
        }
    }

    private void ReadRight(Warp warp, float* right, List<ulong> chunks)
    {
        var matrix = new MatrixDescriptor(warp, RightDescriptor, IsRightTransposed);
        matrix.Read<TFormat>(warp, 0, Columns, (column, k, value) => right[(k * Columns) + column] = value * RightSign, chunks);
    }

    // Register i of lane l holds row l/4 (+8 for every second pair) and column 8 * (i/4) + 2 * (l%4) + i%2.
    private void Multiply(Warp warp, float* left, float* right, bool adds)
    {
        var sums = stackalloc float[Rows * 8];
        for (var first = 0; first < Columns; first += 8)
        {
            for (var i = 0; i < Rows * 8; i++)
                sums[PlaceOf(i / 32, i % 32)] = adds ? ((float*)warp.Lanes(SumSlots[(first / 2) + (i / 32)]))[i % 32] : 0;
            for (var row = 0; row < Rows; row++)
            {
                var sum = Vector256.Load(sums + (row * 8));
                for (var k = 0; k < Inner; k++)
                    sum = Vector256.FusedMultiplyAdd(Vector256.Create(left[(row * Inner) + k]), Vector256.Load(right + (k * Columns) + first), sum);
                sum.Store(sums + (row * 8));
            }

            for (var i = 0; i < Rows * 8; i++)
                ((float*)warp.Lanes(SumSlots[(first / 2) + (i / 32)]))[i % 32] = sums[PlaceOf(i / 32, i % 32)];
        }
    }

    private static int PlaceOf(int register, int lane) => (((lane / 4) + (register / 2 * 8)) * 8) + (lane % 4 * 2) + (register % 2);
}

/// <summary><c>wgmma.fence</c>: registers written before it may be used by the next products.</summary>
internal sealed class ProductFence : Operation
{
    public override Convergence Convergence => Convergence.FullWarp;

    public override void Execute(Warp warp, uint mask) => warp.Products.Fence();
}

/// <summary><c>wgmma.commit_group</c>.</summary>
internal sealed class CommitProducts : Operation
{
    public override Convergence Convergence => Convergence.FullWarp;

    public override void Execute(Warp warp, uint mask) => warp.Products.Commit();
}

/// <summary><c>wgmma.wait_group</c>.</summary>
internal sealed class WaitForProducts(int remaining) : Operation
{
    public override Convergence Convergence => Convergence.FullWarp;

    public override void Execute(Warp warp, uint mask) => warp.Products.Wait(remaining);
}

/// <summary><c>setmaxnreg</c> takes registers from the block's, or gives some back.</summary>
internal sealed class RegisterCount(bool isMore, int count) : Operation
{
    public override Convergence Convergence => Convergence.LiveThreads;

    public override void Execute(Warp warp, uint mask) => warp.Block.Registers.Set(warp, isMore, count);
}
