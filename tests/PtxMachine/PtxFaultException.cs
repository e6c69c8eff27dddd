namespace KernelGen.PtxMachine;

/// <summary>A kernel did what a GPU would punish, or cannot be launched as it was asked to.</summary>
public sealed class PtxFaultException : Exception
{
    internal PtxFaultException(PtxFault fault, string entry, string message)
        : base($"{entry}: {message}") => (Fault, Entry) = (fault, entry);

    internal PtxFaultException(PtxFault fault, string entry, PtxPlace place, string message)
        : base($"{entry}, block {place.Block}, thread {place.Thread} (warp {place.Warp}), line {place.Line} '{place.Instruction}': {message}")
    {
        Fault = fault;
        Entry = entry;
        Place = place;
    }

    public PtxFault Fault { get; }

    public string Entry { get; }

    /// <summary>Who did it, and where; null when the launch itself is refused.</summary>
    public PtxPlace? Place { get; }
}

/// <summary>An instruction of one thread.</summary>
public sealed record PtxPlace((int X, int Y, int Z) Block, (int X, int Y, int Z) Thread, int Warp, int Line, string Instruction);
