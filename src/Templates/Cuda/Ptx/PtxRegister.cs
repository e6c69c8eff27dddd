namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>A declared register.</summary>
/// <param name="Name">Its name, without the percent sign.</param>
/// <param name="Type">Its type.</param>
internal sealed record PtxRegister(string Name, PtxType Type)
{
    /// <summary>As an operand.</summary>
    public override string ToString() => "%" + Name;
}
