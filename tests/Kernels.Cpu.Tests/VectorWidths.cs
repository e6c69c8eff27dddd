using System.Globalization;
using System.Runtime.Intrinsics;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>The vector widths of this process.</summary>
internal static class VectorWidths
{
    /// <summary>Set by the tests that start this program again: the width that must run there.</summary>
    public const string ExpectedVariable = "KERNELGEN_EXPECTED_WIDTH";

    /// <summary>The widest vectors that the JIT uses here, in bits.</summary>
    public static int Widest => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>What the parent process expects <see cref="Widest"/> to be, or null when this is not a child.</summary>
    public static int? Expected
        => Environment.GetEnvironmentVariable(ExpectedVariable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
