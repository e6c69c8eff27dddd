using KernelGen.Selection;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Targets;

/// <summary>The kernels of one spec on one device, compiled from its canonical text.</summary>
internal interface IAttentionKernels : IDisposable
{
    /// <summary>The spec.</summary>
    CompiledSpec Compiled { get; }

    /// <summary>The device's key.</summary>
    string DeviceKey { get; }

    /// <summary>Whether products take their factors as tensor cores do; the error rule then does so too.</summary>
    bool RoundsFactors { get; }

    /// <summary>Which kernel would run for a shape, and why.</summary>
    /// <exception cref="ToolException">The device cannot run it, or none.</exception>
    SelectionReport Explain(in AttentionShape shape);

    /// <summary>Selects a kernel and runs it once; the output is in the buffers when this returns.</summary>
    /// <exception cref="ToolException">The device cannot run it, or none.</exception>
    SelectionReport Run(AttentionBuffers buffers);
}
