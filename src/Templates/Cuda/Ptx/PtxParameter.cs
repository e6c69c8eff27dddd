namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>A parameter of an entry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: <c>.b32</c>, <c>.b64</c> or <c>.f32</c>; of a tensor map, that of its address.</param>
/// <param name="IsTensorMap">Whether it is a tensor map by value: 128 bytes on a multiple of 64.</param>
internal sealed record PtxParameter(string Name, PtxType Type, bool IsTensorMap = false)
{
    /// <summary>Bytes of a tensor map (<c>CUtensorMap</c>).</summary>
    public const int TensorMapBytes = 128;

    /// <summary>The bytes that a tensor map's address is a multiple of.</summary>
    public const int TensorMapAlignment = 64;

    /// <summary>As PTX declares it.</summary>
    public override string ToString() => IsTensorMap
        ? FormattableString.Invariant($".param .align {TensorMapAlignment} .b8 {Name}[{TensorMapBytes}]")
        : $".param .{(Type == PtxType.F32 ? "f32" : Type == PtxType.B64 ? "u64" : "u32")} {Name}";
}
