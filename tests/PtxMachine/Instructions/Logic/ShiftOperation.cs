using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;

namespace KernelGen.PtxMachine.Instructions.Logic;

internal sealed unsafe class ShiftOperation<T, TFunction>(int target, int value, int amount) : Operation
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    where TFunction : IIntegerBinary
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(value);
        var b = warp.Lanes(amount);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var cut = T.CreateTruncating(Math.Min(b[lane], (uint)sizeof(T) * 8));
            Lane.Set(results, lane, TFunction.Apply(Lane.Get<T>(a, lane), cut));
        }
    }
}
