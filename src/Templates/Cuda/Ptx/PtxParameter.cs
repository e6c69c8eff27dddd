namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>A parameter of an entry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: <c>.b32</c>, <c>.b64</c> or <c>.f32</c>.</param>
internal sealed record PtxParameter(string Name, PtxType Type);
