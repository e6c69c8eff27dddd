using KernelGen.Planning;
using KernelGen.Selection;

namespace KernelGen.Devices.Cpu;

/// <summary>Runs a CPU kernel: decides between the prefill and the decode path and how many threads take part.</summary>
internal static class CpuLauncher
{
    public static void Run<T, TOut>(CompiledSpec spec, in AttentionCall checkedCall, CpuKernel kernel, int threads)
        where T : unmanaged
        where TOut : unmanaged
    {
        var call = spec.WithData(checkedCall);
        var shape = call.Shape;
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return;
        var participants = Math.Min(threads > 0 ? threads : Environment.ProcessorCount, Helpers.MostThreads);
        var truths = shape.KeyLength == 0 ? null : TruthTables.Make(spec.Classifier.ReadsTensors, call.Data, participants);
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, call.QueryOffset, 0, 0, 0, shape.QueryHeads)
        {
            Data = call.Data.WithVersionOf(spec.Classifier.ReadsData).WithTruths(truths),
        };
        try
        {
            // Few rows read the keys as they lie; for more, packing them once pays. That does not depend on the threads, so neither does the result.
            if (DecodeShapes.Contains(shape))
                DecodeJob<T, TOut>.Run(spec, call, kernel, scope, participants);
            else
                PrefillJob<T, TOut>.Run(spec, call, kernel, scope, participants);
        }
        finally
        {
            truths?.Return();
        }
    }
}
