namespace KernelGen.PtxMachine.Tests;

/// <summary>The 8-bit floats of the format e4m3, by their definition.</summary>
internal static class E4M3
{
    public static bool IsNaN(uint bits) => (bits & 0x7F) == 0x7F;

    public static float Value(uint bits)
    {
        var (exponent, fraction) = ((int)(bits >> 3 & 0xF), bits & 7);
        var size = exponent > 0 ? (1 + (fraction / 8f)) * MathF.Pow(2, exponent - 7) : fraction / 8f * MathF.Pow(2, -6);
        return (bits & 0x80) != 0 ? -size : size;
    }

    /// <summary>Numbers from an eighth to 7.5 in size: products of them are summed exactly.</summary>
    public static byte[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)(random.Next(2) << 7 | random.Next(4, 10) << 3 | random.Next(8)))];
    }
}
