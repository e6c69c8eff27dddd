using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>CUDA cannot do what was asked; the message says which call failed, with what, and what to do.</summary>
public sealed class CudaException : Exception
{
    /// <summary>An error that was found before the driver was asked: no driver, one that is too old, a device that cannot run a kernel.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    internal CudaException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    private CudaException(string message, CudaResult result, string name, string call, string? jitLog)
        : base(message)
    {
        Result = result;
        Name = name;
        Call = call;
        JitLog = jitLog;
    }

    /// <summary>The number of <c>CUresult</c> that the driver answered; 0 when it was not asked.</summary>
    public int Code => (int)Result;

    /// <summary>The name of that number, for example <c>CUDA_ERROR_OUT_OF_MEMORY</c>; empty when the driver was not asked.</summary>
    public string Name { get; } = "";

    /// <summary>The driver's function that failed, for example <c>cuMemAlloc</c>; empty when the driver was not asked.</summary>
    public string Call { get; } = "";

    /// <summary>What the driver's PTX compiler wrote, when it failed; null otherwise.</summary>
    public string? JitLog { get; }

    internal CudaResult Result { get; }

    /// <summary>An answer of the driver as an exception.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="result">Its answer.</param>
    /// <param name="call">The function that answered.</param>
    /// <param name="what">What the call was about, to be read after the function's name; may be empty.</param>
    /// <param name="advice">What to do, where that is known better than from the answer alone.</param>
    /// <param name="jitLog">What the PTX compiler wrote.</param>
    internal static CudaException From(
        CudaDriver driver, CudaResult result, string call, string what = "", string? advice = null, string? jitLog = null)
    {
        var name = driver.GetErrorName(result) ?? "an error that this driver does not name";
        var text = driver.GetErrorString(result) is { Length: > 0 } description ? $", {description}" : "";
        var subject = what.Length > 0 ? $"{call} {what}" : call;
        var parts = new[] { $"{subject} failed: {name} ({(int)result}){text}.", advice ?? CudaResults.Advice(result), Indented(jitLog) };
        return new CudaException(string.Join(" ", parts.Where(part => part.Length > 0)), result, name, call, jitLog);
    }

    private static string Indented(string? log)
        => log is { Length: > 0 } ? "The PTX compiler says:\n  " + log.ReplaceLineEndings("\n  ") : "";
}
