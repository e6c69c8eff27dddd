using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace KernelGen.Devices.Cpu;

/// <summary>Reads the processor's model name without asking the operating system where the processor itself can tell.</summary>
internal static class CpuModelName
{
    // CPUID leaves 0x80000002 to 0x80000004 hold the 48 bytes of the brand string (Intel SDM volume 2A, AMD APM volume 3).
    private const int FirstBrandLeaf = unchecked((int)0x80000002);
    private const uint LastBrandLeaf = 0x80000004;
    private const int HighestLeafQuery = unchecked((int)0x80000000);
    private const int BrandLeaves = 3;

    public static string Read()
    {
        var name = X86Base.IsSupported ? Brand() : Arm();
        return string.IsNullOrWhiteSpace(name) ? RuntimeInformation.ProcessArchitecture.ToString() : name;
    }

    private static string Brand()
    {
        var (highest, _, _, _) = X86Base.CpuId(HighestLeafQuery, 0);
        if ((uint)highest < LastBrandLeaf)
            return "";
        Span<int> words = stackalloc int[4 * BrandLeaves];
        for (var leaf = 0; leaf < BrandLeaves; leaf++)
            (words[4 * leaf], words[4 * leaf + 1], words[4 * leaf + 2], words[4 * leaf + 3]) = X86Base.CpuId(FirstBrandLeaf + leaf, 0);
        var text = Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words));
        return text.Split('\0')[0].Trim();
    }

    // Arm has no brand string; Linux gives the implementer's and the part's numbers (Arm MIDR register).
    private static string Arm()
    {
        try
        {
            var lines = File.ReadLines("/proc/cpuinfo").Take(64).ToArray();
            return $"{Value(lines, "CPU implementer")} {Value(lines, "CPU part")}".Trim() is { Length: > 0 } ids ? $"arm {ids}" : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Value(IEnumerable<string> lines, string name)
        => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "";
}
