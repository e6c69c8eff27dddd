using KernelGen.IlgpuContract.Simulation;

namespace ILGPU;

public interface IArrayView
{
    bool IsValid { get; }

    long Length { get; }

    int ElementSize { get; }

    long LengthInBytes { get; }
}

public interface IArrayView<T> : IArrayView
    where T : unmanaged
{
}

public interface IContiguousArrayView : IArrayView
{
    long IndexInBytes { get; }

    /// <summary>The bytes that the view shows; the only door to memory for copies between host and device.</summary>
    internal MemoryRange Range { get; }
}

public interface IContiguousArrayView<T> : IArrayView<T>, IContiguousArrayView
    where T : unmanaged
{
}
