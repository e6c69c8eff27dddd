using System.Runtime.CompilerServices;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>Streams, whose work is done when it is put there, and events, with a clock that counts what was put into streams.</summary>
internal sealed unsafe partial class PtxDriver
{
    /// <summary>What every piece of work takes by the made-up clock.</summary>
    public const double MillisecondsPerCall = 0.5;

    private double _clock;

    public override CudaResult StreamCreate(out nint stream, uint flags)
    {
        nint created = 0;
        var result = InContext(context =>
        {
            context.Streams.Add(created = ++_lastHandle);
            return CudaResult.Success;
        });
        stream = created;
        return result;
    }

    public override CudaResult StreamDestroy(nint stream)
        => InContext(context => context.Streams.Remove(stream) ? CudaResult.Success : CudaResult.InvalidHandle);

    public override CudaResult StreamQuery(nint stream) => InStream(stream, _ => CudaResult.Success);

    public override CudaResult StreamSynchronize(nint stream) => InStream(stream, _ => CudaResult.Success);

    public override CudaResult StreamWaitEvent(nint stream, nint waited, uint flags)
        => InStream(stream, context => context.Events.ContainsKey(waited) ? CudaResult.Success : CudaResult.InvalidHandle);

    public override CudaResult EventCreate(out nint created, uint flags)
    {
        nint handle = 0;
        var result = InContext(context =>
        {
            context.Events.Add(handle = ++_lastHandle, null);
            return CudaResult.Success;
        });
        created = handle;
        return result;
    }

    public override CudaResult EventDestroy(nint destroyed)
        => InContext(context => context.Events.Remove(destroyed) ? CudaResult.Success : CudaResult.InvalidHandle);

    public override CudaResult EventRecord(nint recorded, nint stream) => InStream(stream, context =>
    {
        if (!context.Events.ContainsKey(recorded))
            return CudaResult.InvalidHandle;
        context.Events[recorded] = _clock;
        return CudaResult.Success;
    });

    public override CudaResult EventQuery(nint asked) => Known(asked);

    public override CudaResult EventSynchronize(nint waited) => Known(waited);

    public override CudaResult EventElapsedTime(out float milliseconds, nint start, nint end)
    {
        var elapsed = 0.0;
        var result = InContext(context =>
        {
            if (context.Events.GetValueOrDefault(start) is not { } from || context.Events.GetValueOrDefault(end) is not { } to)
                return CudaResult.InvalidHandle;
            elapsed = to - from;
            return CudaResult.Success;
        });
        milliseconds = (float)elapsed;
        return result;
    }

    private CudaResult Known(nint handle, [CallerMemberName] string function = "")
        => InContext(context => context.Events.ContainsKey(handle) ? CudaResult.Success : CudaResult.InvalidHandle, function);

    // Work of a stream of the current context; the clock moves by it.
    private CudaResult InStream(nint stream, Func<PtxContext, CudaResult> body, [CallerMemberName] string function = "") => InContext(
        context =>
        {
            if (!context.HasStream(stream))
                return CudaResult.InvalidHandle;
            FinishEarlier(context, stream);
            _clock += MillisecondsPerCall;
            return body(context);
        },
        function);
}
