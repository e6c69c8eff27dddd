namespace KernelGen.PtxMachine;

/// <summary>What a GPU would punish: with a hang, with wrong numbers on some days, or with an error that names no line.</summary>
public enum PtxFault
{
    /// <summary>A register that its thread never wrote.</summary>
    UndefinedRegister,

    /// <summary>Shared memory that no thread of this block wrote.</summary>
    UninitialisedShared,

    /// <summary>Global memory that neither the host nor a kernel wrote.</summary>
    UninitialisedGlobal,

    /// <summary>Local memory that its thread never wrote.</summary>
    UninitialisedLocal,

    /// <summary>An address that is no multiple of the access's size.</summary>
    Misaligned,

    /// <summary>An address outside of every allocation, of the block's shared memory, of a parameter.</summary>
    OutOfRange,

    /// <summary>Two warps touch the same shared memory, one of them writes, and nothing orders them.</summary>
    SharedRace,

    /// <summary>Shared memory is touched while an asynchronous copy into it may still be under way.</summary>
    UnfinishedCopy,

    /// <summary>A register is touched while a wgmma uses it, or a wgmma uses what no <c>wgmma.fence</c> has ordered before it.</summary>
    UnfinishedProduct,

    /// <summary>An asynchronous unit reads or overwrites what ordinary instructions wrote, and no <c>fence.proxy.async</c> lies between.</summary>
    MissingProxyFence,

    /// <summary>A barrier that some threads of a warp do not reach, or whose warps do not agree about it.</summary>
    DivergentBarrier,

    /// <summary>An instruction of the whole warp that some of its threads do not reach, or a read from a lane that takes no part.</summary>
    DivergentWarp,

    /// <summary>No warp of a block can go on.</summary>
    Deadlock,

    /// <summary>An operand whose value the instruction does not allow.</summary>
    IllegalOperand,

    /// <summary>The kernel stopped itself, or ran for longer than <see cref="PtxDevice.MaximumInstructionsPerWarp"/>.</summary>
    Stopped,

    /// <summary>Too many threads, too much shared memory, arguments that do not fit the parameters.</summary>
    Launch,
}
