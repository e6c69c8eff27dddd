using System.Runtime.InteropServices;

namespace KernelGen.PtxMachine;

/// <summary>How the 16-byte chunks of a box are spread over the banks; the number is the span in bytes that is permuted.</summary>
public enum PtxSwizzle
{
    None = 0,
    Bytes32 = 32,
    Bytes64 = 64,
    Bytes128 = 128,
}

/// <summary>
/// What a driver's tensor map says, for the machine's <c>cp.async.bulk.tensor</c>: a tensor in global memory, innermost dimension first
/// and dense, and the box that one copy moves. Elements outside of the tensor are zeros. Its 128 bytes are the machine's own format.
/// </summary>
/// <param name="Address">Of element 0; a multiple of 16.</param>
/// <param name="ElementBytes">1, 2, 4 or 8.</param>
/// <param name="Lengths">Elements per dimension, 1 to 5 dimensions.</param>
/// <param name="Strides">Bytes between neighbours of the dimensions but the innermost; multiples of 16; of a dimension of length 1 at least the one before times its length.</param>
/// <param name="Box">Elements per dimension of a box, 1 to 256.</param>
/// <param name="Swizzle">The pattern in shared memory.</param>
public sealed record PtxTensorMap(ulong Address, int ElementBytes, long[] Lengths, long[] Strides, int[] Box, PtxSwizzle Swizzle)
{
    private const ulong Mark = 0x70614D726F736E54;
    private const long MostStride = (1L << 40) - 16;

    public static implicit operator PtxArgument(PtxTensorMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.ToBytes();
    }

    /// <summary>The map as a kernel's parameter of 128 bytes.</summary>
    public byte[] ToBytes()
    {
        Check();
        var words = new ulong[16];
        words[0] = Mark;
        words[1] = Address;
        words[2] = (uint)ElementBytes | ((ulong)Lengths.Length << 8) | ((ulong)Swizzle << 16);
        for (var i = 0; i < Lengths.Length; i++)
        {
            words[3 + i] = (ulong)Lengths[i];
            words[8 + i] = i == 0 ? (ulong)ElementBytes : (ulong)Strides[i - 1];
            words[13 + (i / 3)] |= (ulong)(uint)Box[i] << (20 * (i % 3));
        }

        return MemoryMarshal.AsBytes<ulong>(words).ToArray();
    }

    internal static PtxTensorMap? Read(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        if (words[0] != Mark)
            return null;
        var rank = (int)(words[2] >> 8 & 0xFF);
        var (lengths, strides, box) = (new long[rank], new long[rank - 1], new int[rank]);
        for (var i = 0; i < rank; i++)
        {
            lengths[i] = (long)words[3 + i];
            box[i] = (int)(words[13 + (i / 3)] >> (20 * (i % 3)) & 0xFFFFF);
            if (i > 0)
                strides[i - 1] = (long)words[8 + i];
        }

        return new PtxTensorMap(words[1], (int)(words[2] & 0xFF), lengths, strides, box, (PtxSwizzle)(words[2] >> 16 & 0xFFFF));
    }

    // The limits of cuTensorMapEncodeTiled.
    private void Check()
    {
        Require(Lengths.Length is >= 1 and <= 5 && Strides.Length == Lengths.Length - 1 && Box.Length == Lengths.Length,
            "1 to 5 lengths, as many box lengths and one stride less");
        Require(ElementBytes is 1 or 2 or 4 or 8, "elements of 1, 2, 4 or 8 bytes");
        Require(Address % 16 == 0, "an address that is a multiple of 16");
        Require(Strides.All(stride => stride is > 0 and <= MostStride && stride % 16 == 0), "strides that are multiples of 16 bytes below 2^40");
        Require(Lengths.All(length => length is > 0 and <= 1L << 32), "lengths from 1 to 2^32");
        Require(Enumerable.Range(1, Strides.Length).All(IsDerived), "strides of dimensions of length 1 that have room for the dimension before");
        Require(Box.All(length => length is > 0 and <= 256), "box lengths from 1 to 256");
        var row = Box[0] * ElementBytes;
        Require(row % 16 == 0, "rows of the box that are multiples of 16 bytes");
        Require(Swizzle == PtxSwizzle.None || row <= (int)Swizzle, $"rows of the box of at most the swizzle's {(int)Swizzle} bytes");
    }

    // The driver's manual makes each stride of the one before. A dimension of which just one element is read has no other that it could have meant.
    private bool IsDerived(int dimension)
    {
        var before = dimension == 1 ? ElementBytes : Strides[dimension - 2];
        return Lengths[dimension] > 1 || Strides[dimension - 1] == MostStride || Strides[dimension - 1] / Lengths[dimension - 1] >= before;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new ArgumentException($"A tensor map needs {what}.");
    }
}
