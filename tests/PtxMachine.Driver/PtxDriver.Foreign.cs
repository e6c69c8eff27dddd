using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>Contexts, streams and memory that another library has made, as ILGPU does, before the runtime comes to them.</summary>
internal sealed unsafe partial class PtxDriver
{
    // What the other library has still to do in a stream of a context, which comes before what is put there now.
    private readonly Dictionary<(nint Context, nint Stream), Action> _earlier = [];

    /// <summary>Makes a context that is not a device's primary one.</summary>
    public nint CreateContext(int device, Action? earlier = null)
    {
        lock (_gate)
        {
            var context = Add(device).Handle;
            if (earlier is not null)
                _earlier.Add((context, 0), earlier);
            CudaDrivers.Add(context, this);
            return context;
        }
    }

    /// <summary>Destroys a context that <see cref="CreateContext"/> made, with all that lives in it; nobody may touch it from now on.</summary>
    public void DestroyContext(nint context)
    {
        lock (_gate)
        {
            Remove(_contexts[context]);
            foreach (var key in _earlier.Keys.Where(key => key.Context == context).ToArray())
                _earlier.Remove(key);
            CudaDrivers.Remove(context);
        }
    }

    /// <summary>Makes a stream in a context.</summary>
    public nint CreateStream(nint context, Action earlier)
    {
        lock (_gate)
        {
            _contexts[context].Streams.Add(++_lastHandle);
            _earlier.Add((context, _lastHandle), earlier);
            return _lastHandle;
        }
    }

    /// <summary>Destroys such a stream.</summary>
    public void DestroyStream(nint context, nint stream)
    {
        lock (_gate)
        {
            _earlier.Remove((context, stream));
            _contexts[context].Streams.Remove(stream);
        }
    }

    /// <summary>Shows kernels memory of the host.</summary>
    public ulong Map(nint context, nint memory, long bytes)
    {
        lock (_gate)
            return _contexts[context].Map(memory, bytes);
    }

    /// <summary>Hides it again.</summary>
    public void Unmap(nint context, ulong address)
    {
        lock (_gate)
        {
            if (_contexts.TryGetValue(context, out var known))
                known.Unmap(address);
        }
    }

    private void FinishEarlier(PtxContext context, nint stream)
    {
        if (_earlier.TryGetValue((context.Handle, stream), out var earlier))
            earlier();
    }
}
