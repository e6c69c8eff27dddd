namespace KernelGen.PtxMachine.Execution;

/// <summary>What every instruction of a program did, added up over the warps and blocks of one host thread.</summary>
internal sealed class Profile(int operations)
{
    /// <summary>Times that a warp executed the instruction.</summary>
    public long[] Executed { get; } = new long[operations];

    /// <summary>Passes over the banks of shared memory that its accesses took.</summary>
    public long[] SharedPasses { get; } = new long[operations];

    /// <summary>Passes beyond those which the same bytes need without conflicts.</summary>
    public long[] SharedConflicts { get; } = new long[operations];

    /// <summary>Sectors of 32 bytes that its accesses to global memory touched.</summary>
    public long[] GlobalSectors { get; } = new long[operations];
}
