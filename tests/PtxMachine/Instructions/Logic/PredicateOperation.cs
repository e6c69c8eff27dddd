using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary>Logic on predicates: all lanes at once, a bit each.</summary>
internal sealed unsafe class PredicateOperation(
    int target, PredicateSource left, PredicateSource right, Func<uint, uint, uint> function) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        var value = function(*warp.Lanes(left.Slot) ^ left.Flip, *warp.Lanes(right.Slot) ^ right.Flip);
        var result = warp.Lanes(target);
        *result = (*result & ~mask) | (value & mask);
    }
}
