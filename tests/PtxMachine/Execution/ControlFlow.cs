namespace KernelGen.PtxMachine.Execution;

/// <summary><c>bra</c>: lanes that disagree run one side after the other and meet again at <see cref="Reconvergence"/>.</summary>
internal class Branch(int target) : Operation
{
    public int Target { get; } = target;

    /// <summary>The immediate post-dominator; the number of instructions when only the end of the kernel is.</summary>
    public int Reconvergence { get; set; }

    /// <summary>The side to run first when lanes disagree and only the kernel's end joins them.</summary>
    public bool RunsTargetFirst { get; set; } = true;

    public override void Execute(Warp warp, uint mask) => warp.Branch(this, mask);
}

/// <summary><c>bra.uni</c>: the author promises that the lanes agree, and a GPU may rely on it.</summary>
internal sealed class UniformBranch(int target) : Branch(target)
{
    public override void Execute(Warp warp, uint mask)
    {
        warp.ExpectAllActive(mask);
        base.Execute(warp, mask);
    }
}

/// <summary><c>ret</c> and <c>exit</c>.</summary>
internal sealed class Exit : Operation
{
    public override void Execute(Warp warp, uint mask) => warp.Exit(mask);
}

/// <summary><c>trap</c>.</summary>
internal sealed class Trap : Operation
{
    public override void Execute(Warp warp, uint mask) =>
        throw warp.Fault(PtxFault.Stopped, System.Numerics.BitOperations.TrailingZeroCount(mask), "the kernel stopped itself.");
}

/// <summary>An instruction that changes nothing that the machine models, for example <c>membar</c>.</summary>
internal sealed class NoEffect : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
    }
}
