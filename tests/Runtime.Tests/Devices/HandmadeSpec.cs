using KernelGen.Devices.Cpu;
using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Runtime.Tests.Tuning;

namespace KernelGen.Runtime.Tests.Devices;

/// <summary>A spec without a generator: a classifier, and a kernel that computes nothing.</summary>
internal static class HandmadeSpec
{
    /// <summary>Elements of a row of each tensor.</summary>
    public const int HeadDim = 64;

    public static CompiledSpec<float> Of(TileClassifier classifier, SpecData? data = null)
        => new(TestKernels.Facts, classifier, new Everything(), [new IdleKernel()], [], data);

    private sealed class Everything : AttentionOracle
    {
        public override double Scale => 1;

        public override double Logit(double score, int q, int k, in MaskScope scope) => score;

        public override bool Allowed(int q, int k, in MaskScope scope) => true;
    }

    private sealed class IdleKernel() : CpuKernel("cpu.simd/q48-k128-w512", TestKernels.EmitterVersion, TestKernels.Tile(48, 128, 512))
    {
        public override void Prefill(in PrefillTile work)
        {
        }

        public override void Decode(in DecodeSplit work)
        {
        }
    }
}
