using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>What calls of the driver answer instead of being done, and how often each was called. The driver's lock guards it.</summary>
internal sealed class DriverScript
{
    private readonly Dictionary<string, Queue<CudaResult>> _answers = [];
    private readonly Dictionary<string, int> _calls = [];

    /// <summary>Lets the next call of a function of <see cref="CudaDriver"/> answer so, and the one after it as the next line says.</summary>
    public void Answer(string function, params ReadOnlySpan<CudaResult> results)
    {
        if (!_answers.TryGetValue(function, out var queue))
            _answers.Add(function, queue = new Queue<CudaResult>());
        foreach (var result in results)
            queue.Enqueue(result);
    }

    /// <summary>How often a function was called.</summary>
    public int Calls(string function) => _calls.GetValueOrDefault(function);

    /// <summary>Counts a call; the scripted answer, or null for the real one. Success in a script lets a call through.</summary>
    public CudaResult? Next(string function)
    {
        _calls[function] = Calls(function) + 1;
        return _answers.TryGetValue(function, out var queue) && queue.TryDequeue(out var result) && result != CudaResult.Success ? result : null;
    }
}
