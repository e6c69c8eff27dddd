namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>Where the arrays and tensors of masks and scores lie.</summary>
public enum DataPlace
{
    /// <summary>On the host, where plans see them; the launch copies them.</summary>
    Host,

    /// <summary>On the device.</summary>
    Device,
}
