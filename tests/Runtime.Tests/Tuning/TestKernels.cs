using KernelGen.Devices.Cpu;
using KernelGen.Selection;

namespace KernelGen.Runtime.Tests.Tuning;

/// <summary>Kernels that are only chosen, never run.</summary>
internal static class TestKernels
{
    public const string SpecHash = "0123456789abcdef";
    public const int EmitterVersion = 5;
    public const string DeviceKey = "cpu:test-cpu:avx512:2c";

    public static readonly CpuDevice Device = new("Test CPU", "avx512", 2);

    public static readonly AttentionShape Shape = new(1, 8, 8, 1024, 1024);

    public static readonly ShapeBucket Bucket = ShapeBucket.Of(Shape);

    public static readonly SpecFacts Facts = new()
    {
        Name = "Demo.Attention",
        CanonicalText = "text",
        Hash = SpecHash,
        HeadDim = 64,
        ValueHeadDim = 64,
        Precision = Precision.Float32,
        Alignment = CausalAlignment.BottomRight,
        WritesLse = false,
    };

    /// <summary>Three tiles of 512 bits and one of each narrower width.</summary>
    public static IReadOnlyList<CpuKernel> All { get; } =
        [Kernel(48, 128, 512), Kernel(96, 256, 512), Kernel(24, 64, 512), Kernel(48, 128, 256), Kernel(48, 128, 128)];

    public static CpuKernel Kernel(int query, int key, int bits) => new ListedKernel(
        FormattableString.Invariant($"cpu.simd/q{query}-k{key}-w{bits}"), Tile(query, key, bits));

    public static CpuTile Tile(int query, int key, int bits, int scratchFloats = 20_000) => new()
    {
        VectorBits = bits,
        Query = query,
        Key = key,
        PanelKeys = bits == 512 ? 64 : bits / 16,
        ValuePanels = [64],
        PaddedValueDim = 64,
        ScratchFloats = scratchFloats,
        DecodeScratchFloats = 1000,
    };

    private sealed class ListedKernel(string id, CpuTile tile) : CpuKernel(id, TestKernels.EmitterVersion, tile)
    {
        public override void Prefill(in PrefillTile work) => throw new InvalidOperationException("This kernel is only chosen.");

        public override void Decode(in DecodeSplit work) => throw new InvalidOperationException("This kernel is only chosen.");
    }
}
