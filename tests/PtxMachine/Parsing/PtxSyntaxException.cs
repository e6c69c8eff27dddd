namespace KernelGen.PtxMachine.Parsing;

/// <summary>PTX text that the machine cannot read, or an instruction or a modifier that it does not know.</summary>
public sealed class PtxSyntaxException(int line, string problem) : Exception($"PTX line {line}: {problem}")
{
    /// <summary>The line in the module's text, counted from 1.</summary>
    public int Line { get; } = line;
}
