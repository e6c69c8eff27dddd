using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>Memory and copies.</summary>
internal sealed unsafe partial class PtxDriver
{
    public override CudaResult MemGetInfo(out ulong free, out ulong total)
    {
        ulong used = 0;
        var result = InContext(context =>
        {
            used = context.UsedBytes;
            return CudaResult.Success;
        });
        (free, total) = (MemoryBytes - used, MemoryBytes);
        return result;
    }

    public override CudaResult MemAlloc(out ulong address, ulong bytes)
    {
        ulong allocated = 0;
        var result = InContext(context =>
        {
            if (bytes == 0)
                return CudaResult.InvalidValue;
            if (bytes > MemoryBytes - context.UsedBytes)
                return CudaResult.OutOfMemory;
            allocated = context.Allocate(bytes);
            return CudaResult.Success;
        });
        address = allocated;
        return result;
    }

    public override CudaResult MemFree(ulong address)
        => InContext(context => context.Free(address) ? CudaResult.Success : CudaResult.InvalidValue);

    public override CudaResult MemcpyHostToDeviceAsync(ulong target, void* source, ulong bytes, nint stream) => InStream(stream, context =>
    {
        if (context.Find(target, bytes) is not var (buffer, start))
            return CudaResult.InvalidValue;
        context.Machine.Write(buffer, new ReadOnlySpan<byte>(source, (int)bytes), start);
        return CudaResult.Success;
    });

    public override CudaResult MemcpyDeviceToHostAsync(void* target, ulong source, ulong bytes, nint stream) => InStream(stream, context =>
    {
        if (context.Find(source, bytes) is not var (buffer, start))
            return CudaResult.InvalidValue;
        context.Machine.Read(buffer, new Span<byte>(target, (int)bytes), start);
        return CudaResult.Success;
    });

    public override CudaResult MemcpyDeviceToDeviceAsync(ulong target, ulong source, ulong bytes, nint stream) => InStream(stream, context =>
    {
        if (context.Find(target, bytes) is not var (to, toStart) || context.Find(source, bytes) is not var (from, fromStart))
            return CudaResult.InvalidValue;
        var copy = new byte[bytes];
        context.Machine.Read<byte>(from, copy, fromStart);
        context.Machine.Write<byte>(to, copy, toStart);
        return CudaResult.Success;
    });

    public override CudaResult MemsetD8Async(ulong target, byte value, ulong bytes, nint stream) => InStream(stream, context =>
    {
        if (context.Find(target, bytes) is not var (buffer, start))
            return CudaResult.InvalidValue;
        var filled = new byte[bytes];
        filled.AsSpan().Fill(value);
        context.Machine.Write<byte>(buffer, filled, start);
        return CudaResult.Success;
    });
}
