using System.Globalization;

namespace KernelGen.Devices.Cuda.Driver;

/// <summary>Which driver understands which PTX.</summary>
internal static class CudaVersions
{
    /// <summary>The oldest CUDA whose drivers serve: it has PTX 7.0, the lowest that kernels are written in.</summary>
    public static Version Oldest { get; } = new(11, 0);

    // PTX ISA, "Release Notes": the CUDA release that introduced each version. Drivers of a release understand all older versions.
    private static readonly (Version Ptx, Version Cuda)[] s_releases =
    [
        (new(7, 0), new(11, 0)), (new(7, 1), new(11, 1)), (new(7, 2), new(11, 2)), (new(7, 3), new(11, 3)), (new(7, 4), new(11, 4)),
        (new(7, 5), new(11, 5)), (new(7, 6), new(11, 6)), (new(7, 7), new(11, 7)), (new(7, 8), new(11, 8)), (new(8, 0), new(12, 0)),
        (new(8, 1), new(12, 1)), (new(8, 2), new(12, 2)), (new(8, 3), new(12, 3)), (new(8, 4), new(12, 4)), (new(8, 5), new(12, 5)),
        (new(8, 6), new(12, 7)), (new(8, 7), new(12, 8)), (new(8, 8), new(12, 9)), (new(9, 0), new(13, 0)),
    ];

    /// <summary>The version out of what <c>cuDriverGetVersion</c> answers: 12040 is 12.4.</summary>
    public static Version FromNumber(int number) => new(number / 1000, number % 1000 / 10);

    /// <summary>The oldest CUDA whose drivers compile a version of PTX; null for one that is not known here, which the driver then judges.</summary>
    public static Version? Needed(Version ptx) => s_releases.FirstOrDefault(release => release.Ptx >= ptx).Cuda;

    /// <summary>For example <c>9.0</c> as <c>sm_90</c>.</summary>
    public static string Target(Version capability) => string.Create(CultureInfo.InvariantCulture, $"sm_{capability.Major}{capability.Minor}");
}
