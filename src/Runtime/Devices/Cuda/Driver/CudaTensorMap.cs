using System.Runtime.InteropServices;

namespace KernelGen.Devices.Cuda.Driver;

/// <summary>
/// The driver's opaque description of a tensor for copies by TMA (<c>CUtensorMap</c>), a kernel parameter of 128 bytes, aligned to 64.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct CudaTensorMap
{
    public const int Bytes = 128;
    public const int Alignment = 64;
}

/// <summary>Elements of such a tensor, by the numbers of <c>CUtensorMapDataType</c>.</summary>
internal enum CudaTensorElement
{
    UInt8 = 0,
    UInt16 = 1,
    UInt32 = 2,
    Float16 = 6,
    Float32 = 7,
    BFloat16 = 9,
    TFloat32 = 11,
}

/// <summary>The permutation of 16-byte pieces in shared memory, by the numbers of <c>CUtensorMapSwizzle</c>.</summary>
internal enum CudaTensorSwizzle
{
    None = 0,
    Bytes32 = 1,
    Bytes64 = 2,
    Bytes128 = 3,
}

/// <summary>What the second-level cache fetches at once, by the numbers of <c>CUtensorMapL2promotion</c>.</summary>
internal enum CudaTensorPromotion
{
    None = 0,
    Bytes64 = 1,
    Bytes128 = 2,
    Bytes256 = 3,
}
