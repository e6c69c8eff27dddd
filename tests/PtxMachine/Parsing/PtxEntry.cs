namespace KernelGen.PtxMachine.Parsing;

/// <summary>One kernel of a module as the parser leaves it.</summary>
internal sealed class PtxEntry(string name)
{
    public string Name { get; } = name;

    public List<PtxVariable> Parameters { get; } = [];

    public List<PtxRegister> Registers { get; } = [];

    public List<PtxVariable> Variables { get; } = [];

    public List<Instruction> Instructions { get; } = [];

    /// <summary>The number of threads that <c>.maxntid</c> (at most) or <c>.reqntid</c> (exactly) allows; 0 without them.</summary>
    public int MaximumThreads { get; set; }

    public int RequiredThreads { get; set; }

    public int ParameterBytes { get; set; }
}
