using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Ilgpu.Cuda.Tests.Simulated;

/// <summary>The tensors of a problem in the memory of an accelerator, as their bits.</summary>
internal sealed class CardTensors : IDisposable
{
    private readonly MemoryBuffer1D<ushort, Stride1D.Dense> _query, _key, _value, _output;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _lse;

    public CardTensors(Accelerator accelerator, Problem problem)
    {
        _query = accelerator.Allocate1D(Bits(problem.Query));
        _key = accelerator.Allocate1D(Bits(problem.Key));
        _value = accelerator.Allocate1D(Bits(problem.Value));
        _output = accelerator.Allocate1D<ushort>(problem.Output.Length);
        _lse = accelerator.Allocate1D<float>(problem.Lse.Length);
    }

    public ArrayView<ushort> Query => _query.View;

    public ArrayView<ushort> Key => _key.View;

    public ArrayView<ushort> Value => _value.View;

    public ArrayView<ushort> Output => _output.View;

    public ArrayView<float> Lse => _lse.View;

    public static ushort[] Bits(BFloat16[] values) => MemoryMarshal.Cast<BFloat16, ushort>(values).ToArray();

    /// <summary>The output as numbers, when the work of a stream is done.</summary>
    public float[] Results(AcceleratorStream stream)
        => Problem.Numbers(MemoryMarshal.Cast<ushort, BFloat16>(_output.GetAsArray1D(stream)).ToArray());

    public float[] LseResults(AcceleratorStream stream) => _lse.GetAsArray1D(stream);

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
        _output.Dispose();
        _lse.Dispose();
    }
}
