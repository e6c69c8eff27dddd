using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace KernelGen.Devices.Cpu;

/// <summary>The processor as kernels and tuning see it: its model, what the runtime lets it use, and how many cores there are.</summary>
public sealed class CpuDevice
{
    internal CpuDevice(string model, string isa, int cores)
    {
        Model = model;
        Isa = isa;
        Cores = cores;
        Key = new DeviceKey("cpu", DeviceKey.Sanitize(model), isa, FormattableString.Invariant($"{cores}c")).ToString();
    }

    /// <summary>The processor this process runs on.</summary>
    public static CpuDevice Current { get; } = new(CpuModelName.Read(), EffectiveIsa(), Environment.ProcessorCount);

    /// <summary>The vendor's name for the model.</summary>
    public string Model { get; }

    /// <summary>
    /// The effective instruction set: <c>avx512</c>, <c>avx2</c>, <c>sse</c>, <c>neon</c> or <c>scalar</c>. It is what the runtime uses, so
    /// environment switches such as <c>DOTNET_EnableAVX512=0</c> show here.
    /// </summary>
    public string Isa { get; }

    /// <summary>Processors this process may use.</summary>
    public int Cores { get; }

    /// <summary>The device key, for example <c>cpu:amd-epyc-9b45:avx512:2c</c>.</summary>
    public string Key { get; }

    /// <summary>The device class: the key without model and core count, for example <c>cpu:avx512</c>.</summary>
    public string Class => $"cpu:{Isa}";

    /// <summary>The widest vectors that are fast, in bits: 512, 256 or 128. 128 also where nothing is accelerated.</summary>
    public int VectorBits => Isa switch
    {
        "avx512" => 512,
        "avx2" => 256,
        _ => 128,
    };

    /// <summary>Whether vectors of a width are fast here.</summary>
    /// <param name="vectorBits">512, 256 or 128.</param>
    public bool Accelerates(int vectorBits) => vectorBits <= VectorBits;

    /// <summary>One English line, for example <c>AMD EPYC, 2 cores, avx512 (512-bit vectors)</c>.</summary>
    public string Describe()
        => FormattableString.Invariant($"{Model}, {Cores} {(Cores == 1 ? "core" : "cores")}, {Isa} ({VectorBits}-bit vectors)");

    // Vector512.IsHardwareAccelerated is also false where 512-bit code would slow the whole core down, which is what we want to know.
    private static string EffectiveIsa()
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            return "avx512";
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
            return "avx2";
        if (AdvSimd.IsSupported)
            return "neon";
        return Vector128.IsHardwareAccelerated ? "sse" : "scalar";
    }
}
