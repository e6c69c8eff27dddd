using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Memory;

/// <summary>Every state space as the threads of one block see it. An access gives a pointer after all checks, or a fault.</summary>
internal sealed unsafe class BlockMemory(Block block) : IDisposable
{
    private readonly GlobalView global = new(block.Launch.Memory);
    private readonly LocalMemory local = new(block.Launch);

    public SharedMemory Shared { get; } = new(block.Launch);

    public void Start(uint clock)
    {
        Shared.Start(clock);
        local.Start();
    }

    public byte* Read(StateSpace space, Warp warp, int lane, ulong address, int bytes)
    {
        switch (space)
        {
            case StateSpace.Shared:
                return Shared.Read(warp, lane, address, bytes);
            case StateSpace.Global:
                return global.Read(warp, lane, address, bytes);
            case StateSpace.Local:
                return local.Read(warp, lane, address, bytes);
            case StateSpace.Parameter:
                return Fixed(block.Launch.Parameters, "parameters", warp, lane, address, bytes);
            case StateSpace.Constant:
                return Fixed(block.Launch.Constants, "constants", warp, lane, address, bytes);
            default:
                (space, address) = StateAddress.Resolve(address);
                return Read(space, warp, lane, address, bytes);
        }
    }

    public byte* Write(StateSpace space, Warp warp, int lane, ulong address, int bytes)
    {
        switch (space)
        {
            case StateSpace.Shared:
                return Shared.Write(warp, lane, address, bytes);
            case StateSpace.Global:
                return global.Write(warp, lane, address, bytes);
            case StateSpace.Local:
                return local.Write(warp, lane, address, bytes);
            case StateSpace.Generic:
                (space, address) = StateAddress.Resolve(address);
                return Write(space, warp, lane, address, bytes);
            default:
                throw warp.Fault(PtxFault.OutOfRange, lane, "parameters and constants cannot be written.");
        }
    }

    public byte* Atomic(StateSpace space, Warp warp, int lane, ulong address, int bytes)
    {
        switch (space)
        {
            case StateSpace.Shared:
                return Shared.Atomic(warp, lane, address, bytes);
            case StateSpace.Global:
                global.Read(warp, lane, address, bytes);
                return global.Write(warp, lane, address, bytes);
            default:
                (space, address) = StateAddress.Resolve(address);
                return space is StateSpace.Shared or StateSpace.Global
                    ? Atomic(space, warp, lane, address, bytes)
                    : throw warp.Fault(PtxFault.OutOfRange, lane, "atomic operations work on global and shared memory.");
        }
    }

    public void Dispose()
    {
        Shared.Dispose();
        local.Dispose();
    }

    // The arrays are pinned and one byte longer than what they hold.
    private static byte* Fixed(byte[] data, string name, Warp warp, int lane, ulong address, int bytes)
    {
        if (address >= (ulong)data.Length || address + (ulong)bytes >= (ulong)data.Length)
            throw warp.Fault(PtxFault.OutOfRange, lane, $"byte {address} and the next {bytes - 1} are not inside the {data.Length - 1} bytes of {name}.");
        if (address % (ulong)bytes != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"byte {address} of the {name} is no multiple of {bytes}.");
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(data)) + address;
    }
}
