using System.Diagnostics;
using System.Runtime;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// Watches the JIT compiler. It compiles a method anew, optimised, once it was called 30 times and 100 ms passed without other
/// compilation, so code is at its final speed when nothing was compiled for a good while although it runs.
/// </summary>
internal sealed class JitActivity
{
    private static readonly TimeSpan GoodWhile = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private long _methods = JitInfo.GetCompiledMethodCount();

    /// <summary>Whether nothing was compiled for a good while. Ask often.</summary>
    public bool IsQuiet
    {
        get
        {
            var methods = JitInfo.GetCompiledMethodCount();
            if (methods != _methods)
            {
                _methods = methods;
                _sinceLast.Restart();
            }
            return _sinceLast.Elapsed >= GoodWhile;
        }
    }
}
