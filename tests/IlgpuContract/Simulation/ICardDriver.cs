namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// A made-up driver of CUDA under a card: code that goes past ILGPU finds the accelerator's context, streams and memory there, under the handles
/// and addresses that ILGPU tells.
/// </summary>
public interface ICardDriver
{
    /// <summary>Makes a context.</summary>
    /// <param name="drain">Does all work that is queued in the accelerator's streams: the default stream waits for every other.</param>
    nint CreateContext(Action drain);

    /// <summary>Destroys a context with all that lives in it.</summary>
    void DestroyContext(nint context);

    /// <summary>Makes a stream.</summary>
    /// <param name="context">Its context.</param>
    /// <param name="drain">Does the work that is queued in it, which comes before what the driver is asked for next.</param>
    nint CreateStream(nint context, Action drain);

    /// <summary>Destroys a stream.</summary>
    void DestroyStream(nint context, nint stream);

    /// <summary>Lets the driver see memory of the accelerator, of which all counts as written.</summary>
    /// <returns>The address under which it does, a multiple of 256.</returns>
    nint Map(nint context, nint memory, long bytes);

    /// <summary>Takes it away again; nothing happens when the context is gone.</summary>
    void Unmap(nint context, nint address);
}
