using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine;

/// <summary>What a launch did, counted per warp: an instruction that 32 threads execute together counts once.</summary>
public sealed class LaunchReport
{
    private readonly Lazy<IReadOnlyList<InstructionReport>> lines;

    // Most launches of a test are never asked what they did, so the sums are made when they are.
    internal LaunchReport(PtxProgram program, long blocks, Profile[] profiles)
    {
        Blocks = blocks;
        lines = new(() =>
        [
            .. program.Operations.Where(operation => operation.Instruction.Line > 0).Select(operation => new InstructionReport(
                operation.Instruction.Line,
                operation.Instruction.Text,
                operation.Instruction.FullName,
                profiles.Sum(profile => profile.Executed[operation.Index]),
                profiles.Sum(profile => profile.SharedPasses[operation.Index]),
                profiles.Sum(profile => profile.SharedConflicts[operation.Index]),
                profiles.Sum(profile => profile.GlobalSectors[operation.Index]))),
        ]);
        Instructions = new InstructionCounts(lines, line => line.Executed);
        SharedPasses = new InstructionCounts(lines, line => line.SharedPasses);
        SharedBankConflicts = new InstructionCounts(lines, line => line.SharedBankConflicts);
        GlobalTransactions = new InstructionCounts(lines, line => line.GlobalTransactions);
    }

    public long Blocks { get; }

    /// <summary>Instructions that warps executed.</summary>
    public InstructionCounts Instructions { get; }

    /// <summary>Passes over the banks of shared memory.</summary>
    public InstructionCounts SharedPasses { get; }

    /// <summary>Passes beyond one per phase: 0 means that no two lanes of a phase wanted different words of one bank.</summary>
    public InstructionCounts SharedBankConflicts { get; }

    /// <summary>Sectors of 32 bytes of global memory.</summary>
    public InstructionCounts GlobalTransactions { get; }

    /// <summary>The same by instruction, in the order of the text.</summary>
    public IReadOnlyList<InstructionReport> Lines => lines.Value;
}

/// <summary>One instruction of the text and what it did in a launch.</summary>
public sealed record InstructionReport(
    int Line, string Text, string Name, long Executed, long SharedPasses, long SharedBankConflicts, long GlobalTransactions);
