namespace KernelGen.Tuner.Tests;

/// <summary>How long a test may take: a few seconds, or with KERNELGEN_TESTS=full as long as it is worth.</summary>
internal static class TestEffort
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("KERNELGEN_TESTS") == "full";
}
