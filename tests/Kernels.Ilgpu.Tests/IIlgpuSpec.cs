using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>A spec that was compiled in memory with its ILGPU kernels. Views are of bytes, so that one interface serves every precision.</summary>
public interface IIlgpuSpec
{
    CompiledSpec Compiled { get; }

    /// <summary>Launches; an lse of null is not wanted. Values are one per data parameter: a view of bytes, an int or a float; null for what the data has on the host.</summary>
    void Run(
        AcceleratorStream stream, ArrayView<byte> q, ArrayView<byte> k, ArrayView<byte> v, ArrayView<byte> o, ArrayView<byte>? lse,
        AttentionShape shape, AttentionStrides strides, AttentionOptions options, CallData data, object?[] values);
}
