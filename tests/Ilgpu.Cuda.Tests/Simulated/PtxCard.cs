using KernelGen.IlgpuContract.Simulation;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Ilgpu.Cuda.Tests.Simulated;

/// <summary>The interpreter's driver under the simulation's cards: one memory, that kernels of both read and write.</summary>
internal sealed class PtxCard(PtxHost host, int ordinal) : ICardDriver
{
    public nint CreateContext(Action drain) => host.Driver.CreateContext(ordinal, drain);

    public void DestroyContext(nint context) => host.Driver.DestroyContext(context);

    public nint CreateStream(nint context, Action drain) => host.Driver.CreateStream(context, drain);

    public void DestroyStream(nint context, nint stream) => host.Driver.DestroyStream(context, stream);

    public nint Map(nint context, nint memory, long bytes) => (nint)host.Driver.Map(context, memory, bytes);

    public void Unmap(nint context, nint address) => host.Driver.Unmap(context, (ulong)address);
}
