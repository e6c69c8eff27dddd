namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>The register types that the kernels need. Integers are untyped bits; the instruction says how it reads them.</summary>
internal enum PtxType
{
    /// <summary><c>.pred</c>, a truth value.</summary>
    Pred,

    /// <summary><c>.b16</c>, a stored element.</summary>
    B16,

    /// <summary><c>.b32</c>, an integer, a shared address or two elements.</summary>
    B32,

    /// <summary><c>.b64</c>, a global address or an element offset.</summary>
    B64,

    /// <summary><c>.f32</c>, a number.</summary>
    F32,
}
