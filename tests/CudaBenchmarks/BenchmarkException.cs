namespace KernelGen.CudaBenchmarks;

/// <summary>What the person who started the program can mend; only its message is shown.</summary>
internal sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
