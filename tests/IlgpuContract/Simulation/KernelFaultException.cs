using ILGPU;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// A kernel did what a GPU would punish. Thrown where its stream is waited for, or by the launch for <see cref="KernelFault.Launch"/>.
/// </summary>
public sealed class KernelFaultException : Exception
{
    internal KernelFaultException(KernelFault fault, string kernel, string message)
        : base($"{kernel}: {message}") => (Fault, Kernel) = (fault, kernel);

    internal KernelFaultException(KernelFault fault, SimulatedThread thread, int site, string message)
        : base($"{thread.Program.Name}, group {thread.Group.Position}, thread {thread.Position}, {thread.Program.PlaceOf(site)}: {message}")
    {
        Fault = fault;
        Kernel = thread.Program.Name;
        Group = thread.Group.Position;
        Thread = thread.Position;
        Place = thread.Program.PlaceOf(site).ToString();
    }

    public KernelFault Fault { get; }

    public string Kernel { get; }

    public Index3D Group { get; }

    public Index3D Thread { get; }

    /// <summary>Method and offset of the instruction, with file and line when the method's assembly has its symbols beside it.</summary>
    public string? Place { get; }
}
