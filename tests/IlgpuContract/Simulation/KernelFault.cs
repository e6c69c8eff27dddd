namespace KernelGen.IlgpuContract.Simulation;

/// <summary>What a GPU would punish: with a hang, with wrong numbers on some days, or with an error that names no line.</summary>
public enum KernelFault
{
    /// <summary>Threads of a group wait at different places, or some have finished while others wait.</summary>
    DivergentBarrier,

    /// <summary>A warp operation that not every thread of the warp reaches, or that reads a lane which does not exist.</summary>
    DivergentWarp,

    /// <summary>An index or a sub view outside of its view.</summary>
    OutOfRange,

    /// <summary>A cast to wider elements, or a promise of alignment, that the address does not keep.</summary>
    Misaligned,

    /// <summary>A read of shared memory that no thread of this group has written.</summary>
    UninitialisedShared,

    /// <summary>Two threads touch the same shared memory between two barriers, and one of them writes.</summary>
    SharedRace,

    /// <summary>A buffer that is disposed.</summary>
    Disposed,

    /// <summary>Too many threads, an empty grid, or more shared memory than a group may have.</summary>
    Launch,
}
