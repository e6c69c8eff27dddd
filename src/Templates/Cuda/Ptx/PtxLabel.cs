namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>A place to branch to.</summary>
/// <param name="Name">Its name, unique in its kernel.</param>
internal sealed record PtxLabel(string Name);
