using KernelGen.Devices.Cpu;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Benchmarking;

/// <summary>A case, compiled and with tensors, run with the variant that the runtime selects.</summary>
internal sealed class BenchSubject : IDisposable
{
    private readonly CompiledSpec _spec;
    private readonly CpuKernel _kernel;
    private readonly AttentionCall _call;
    private readonly int _threads;

    /// <summary>Compiles a case and fills its tensors.</summary>
    /// <param name="test">The case.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="seed">What is drawn.</param>
    public BenchSubject(BenchCase test, int threads, ulong seed)
    {
        _threads = threads;
        _spec = SpecCompiler.Compile(test.Spec, test.Name, CpuConfigSpace.Defaults(test.Spec));
        Buffers = new AttentionBuffers(_spec.Facts, test.Shape);
        Buffers.FillNormal(seed);
        Variant = _spec.Explain(test.Shape).Variant;
        _kernel = _spec.Kernels.Single(one => one.Id == Variant);
        _call = Buffers.Call();
        Keys = KeyRange.OfRows(_spec, test.Shape);
        Flops = Keys.Sum(range => (double)range.Count) * test.Shape.Batch * test.Shape.QueryHeads * 2 * (test.Spec.HeadDim + test.Spec.ValueHeadDim);
    }

    /// <summary>The variant that runs.</summary>
    public string Variant { get; }

    /// <summary>Operations on allowed pairs.</summary>
    public double Flops { get; }

    /// <summary>Keys that each query row may see.</summary>
    public KeyRange[] Keys { get; }

    /// <summary>The tensors.</summary>
    public AttentionBuffers Buffers { get; }

    /// <summary>One call.</summary>
    public void Run() => _spec.Execute(_call, _kernel, _threads);

    /// <summary>Frees the tensors.</summary>
    public void Dispose() => Buffers.Dispose();
}
