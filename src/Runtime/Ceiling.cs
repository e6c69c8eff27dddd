namespace KernelGen;

/// <summary>Division rounded up: how many parts of a size cover a length.</summary>
internal static class Ceiling
{
    /// <summary>The quotient rounded up; right for every length, however close to the largest int the sum would come.</summary>
    /// <param name="length">Not negative.</param>
    /// <param name="part">At least 1.</param>
    public static int Divide(int length, int part) => (int)(((long)length + part - 1) / part);
}
