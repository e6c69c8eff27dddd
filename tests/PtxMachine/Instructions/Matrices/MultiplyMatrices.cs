using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Matrices;

/// <summary>
/// <c>mma.sync</c> of shape m16n8. Each result is c plus the products in the order of k, each step one fused multiply-add in float32: the
/// product is exact, the sum is rounded to the nearest once per step. A GPU adds several products before it rounds, and truncates, so
/// results may differ in their last bits.
/// </summary>
internal sealed unsafe class MultiplyMatrices<TFormat>(int inner, int[] d, int[] a, int[] b, int[] c) : Operation
    where TFormat : IMatrixFormat
{
    private const int Rows = 16;
    private const int Columns = 8;

    public override Convergence Convergence => Convergence.FullWarp;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var left = stackalloc float[Rows * 16];
        var right = stackalloc float[16 * Columns];
        var sums = stackalloc float[Rows * Columns];
        ReadLeft(warp, left);
        ReadRight(warp, right);
        ReadSums(warp, sums);
        for (var row = 0; row < Rows; row++)
        {
            var sum = Vector256.Load(sums + (row * Columns));
            for (var k = 0; k < inner; k++)
                sum = Vector256.FusedMultiplyAdd(Vector256.Create(left[(row * inner) + k]), Vector256.Load(right + (k * Columns)), sum);
            sum.Store(sums + (row * Columns));
        }

        WriteSums(warp, sums);
    }

    // Register r of lane l holds row l/4 (+8 for odd r), and the columns from (l%4) * perRegister, in steps of 4 * perRegister per pair of registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadLeft(Warp warp, float* left)
    {
        for (var register = 0; register < a.Length; register++)
        {
            var lanes = warp.Lanes(a[register]);
            for (var lane = 0; lane < 32; lane++)
            {
                var row = (lane / 4) + (register % 2 * 8);
                var column = (lane % 4 * TFormat.PerRegister) + (register / 2 * 4 * TFormat.PerRegister);
                Widen(lanes[lane], left + (row * inner) + column, 1);
            }
        }
    }

    // Register r of lane l holds column l/4 and the rows from (l%4) * perRegister, in steps of 4 * perRegister per register.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadRight(Warp warp, float* right)
    {
        for (var register = 0; register < b.Length; register++)
        {
            var lanes = warp.Lanes(b[register]);
            for (var lane = 0; lane < 32; lane++)
            {
                var row = (lane % 4 * TFormat.PerRegister) + (register * 4 * TFormat.PerRegister);
                Widen(lanes[lane], right + (row * Columns) + (lane / 4), Columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(uint bits, float* target, int stride)
    {
        if (TFormat.PerRegister == 1)
        {
            *target = TFormat.Widen(bits);
            return;
        }

        target[0] = TFormat.Widen(bits & 0xFFFF);
        target[stride] = TFormat.Widen(bits >> 16);
    }

    // Register r of lane l holds row l/4 (+8 for r >= 2) and column 2 * (l%4) + r%2.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadSums(Warp warp, float* sums)
    {
        for (var register = 0; register < 4; register++)
        {
            var lanes = (float*)warp.Lanes(c[register]);
            for (var lane = 0; lane < 32; lane++)
                sums[PlaceOf(register, lane)] = lanes[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteSums(Warp warp, float* sums)
    {
        for (var register = 0; register < 4; register++)
        {
            var lanes = (float*)warp.Lanes(d[register]);
            for (var lane = 0; lane < 32; lane++)
                lanes[lane] = sums[PlaceOf(register, lane)];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(int register, int lane) =>
        (((lane / 4) + (register / 2 * 8)) * Columns) + (lane % 4 * 2) + (register % 2);
}
