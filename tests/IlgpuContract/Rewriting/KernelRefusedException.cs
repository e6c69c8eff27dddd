namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>The kernel contains what ILGPU does not translate. Thrown when the kernel is loaded, as ILGPU does.</summary>
public sealed class KernelRefusedException : NotSupportedException
{
    internal KernelRefusedException(string kernel, KernelPlace? place, string reason)
        : base(place is null ? $"{kernel}: {reason}" : $"{kernel}, {place}: {reason}")
    {
        Kernel = kernel;
        Reason = reason;
        Place = place?.ToString();
    }

    public string Kernel { get; }

    public string Reason { get; }

    public string? Place { get; }
}
