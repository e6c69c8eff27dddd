using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Execution;

internal enum Convergence
{
    /// <summary>Any threads of the warp may execute it.</summary>
    None,

    /// <summary>All threads of the warp that have not ended execute it together.</summary>
    LiveThreads,

    /// <summary>All 32 threads execute it together.</summary>
    FullWarp,
}

/// <summary>An instruction, decoded: what it does for the lanes of one warp.</summary>
internal abstract class Operation
{
    public Instruction Instruction { get; private set; } = null!;

    /// <summary>Its number in the program, which is the program counter.</summary>
    public int Index { get; private set; }

    public virtual Convergence Convergence => Convergence.None;

    /// <summary>Whether it says itself which products its results are; see <see cref="UnroundedProducts"/>.</summary>
    public virtual bool KeepsProducts => false;

    /// <summary>The guard's predicate, or -1.</summary>
    public int GuardRegister { get; private set; } = -1;

    public int GuardSlot { get; private set; }

    /// <summary>All ones for <c>@!p</c>.</summary>
    public uint GuardFlip { get; private set; }

    public int[] Reads { get; private set; } = [];

    public int[] Writes { get; private set; } = [];

    /// <summary>Does the work; <paramref name="mask"/> has at least one lane.</summary>
    public abstract void Execute(Warp warp, uint mask);

    public void Complete(Instruction instruction, int index, int[] reads, int[] writes)
    {
        Instruction = instruction;
        Index = index;
        Reads = reads;
        Writes = writes;
    }

    public void GuardBy(int register, int slot, bool isNegated)
    {
        GuardRegister = register;
        GuardSlot = slot;
        GuardFlip = isNegated ? uint.MaxValue : 0;
    }
}
