using KernelGen.Kernels.Cases;

namespace KernelGen.Kernels;

/// <summary>How a family is run: the only thing that a family adds to the suite.</summary>
public interface IKernelRunner
{
    /// <summary>The kernels of a spec, compiled once and kept.</summary>
    IRunnableSpec Prepare(SpecCase spec);
}
