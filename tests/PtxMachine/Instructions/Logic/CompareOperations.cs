using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary>Where <c>setp</c> writes: the result, its opposite, both combined with a third predicate when there is one.</summary>
internal readonly record struct CompareTargets(int Target, int Opposite, string? Combine, PredicateSource Extra);

internal interface ICompare
{
    static abstract bool Holds<T>(T a, T b)
        where T : unmanaged, INumber<T>;
}

internal abstract unsafe class CompareOperation(CompareTargets targets) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        var holds = Compare(warp, mask);
        Write(warp, targets.Target, Combined(warp, holds), mask);
        Write(warp, targets.Opposite, Combined(warp, ~holds), mask);
    }

    public abstract uint Compare(Warp warp, uint mask);

    private uint Combined(Warp warp, uint holds) => targets.Combine switch
    {
        null => holds,
        "and" => holds & Extra(warp),
        "or" => holds | Extra(warp),
        _ => holds ^ Extra(warp),
    };

    private uint Extra(Warp warp) => *warp.Lanes(targets.Extra.Slot) ^ targets.Extra.Flip;

    private static void Write(Warp warp, int target, uint value, uint mask)
    {
        var result = warp.Lanes(target);
        *result = (*result & ~mask) | (value & mask);
    }
}

internal sealed unsafe class CompareOperation<T, TCompare>(CompareTargets targets, int left, int right) : CompareOperation(targets)
    where T : unmanaged, INumber<T>
    where TCompare : ICompare
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override uint Compare(Warp warp, uint mask)
    {
        var a = warp.Lanes(left);
        var b = warp.Lanes(right);
        var holds = 0u;
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            if (TCompare.Holds(Lane.Get<T>(a, lane), Lane.Get<T>(b, lane)))
                holds |= 1u << lane;
        }

        return holds;
    }
}

/// <summary>Numbers of 16 bits that .NET cannot compare: as float64, with the same comparison.</summary>
internal sealed unsafe class CompareOperation16<TFormat, TCompare>(CompareTargets targets, int left, int right) : CompareOperation(targets)
    where TFormat : Arithmetic.INarrowFloat
    where TCompare : ICompare
{
    public override uint Compare(Warp warp, uint mask)
    {
        var a = warp.Lanes(left);
        var b = warp.Lanes(right);
        var holds = 0u;
        for (var lane = 0; lane < 32; lane++)
        {
            if (TCompare.Holds(TFormat.Widen((ushort)a[lane]), TFormat.Widen((ushort)b[lane])))
                holds |= 1u << lane;
        }

        return holds;
    }
}

/// <summary><c>set</c>: a comparison whose result is a number.</summary>
internal sealed unsafe class SetOperation(CompareOperation comparison, int target, uint whenTrue) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        var holds = comparison.Compare(warp, mask);
        var results = warp.Lanes(target);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            results[lane] = (holds >> lane & 1) != 0 ? whenTrue : 0;
        }
    }
}

internal sealed unsafe class SelectOperation(int target, int whenTrue, int whenFalse, PredicateSource condition, bool isWide) : Operation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(whenTrue);
        var b = warp.Lanes(whenFalse);
        var choice = *warp.Lanes(condition.Slot) ^ condition.Flip;
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            Lane.SetBits(results, lane, isWide, Lane.GetBits((choice >> lane & 1) != 0 ? a : b, lane, isWide));
        }
    }
}
