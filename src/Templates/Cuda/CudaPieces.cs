using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Outputs in pieces of 16 bytes. A thread has two neighbours of every eight columns, 4 bytes; the four lanes of a row exchange those of
/// 32 columns, so that each has eight neighbours: a fourth of the stores, each of whole sectors. Elements have 16 bits.
/// </summary>
internal static class CudaPieces
{
    private const int Lanes = 4;
    private const int PieceBytes = 16;

    // What a lane has of eight columns.
    private const int PairBytes = 2 * sizeof(ushort);
    private const int Columns = 32;

    /// <summary>Exchanges of a row; columns behind them are stored in pairs.</summary>
    public static int Count(CudaFragments n) => n.Columns / Columns;

    /// <summary>Whether the output lies on multiples of 16 bytes, and who this lane exchanges with.</summary>
    public static void EmitPlace(CudaFragments n)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister bits = ptx.Register("bits", PtxType.B64), bit = ptx.Register("bit", PtxType.B32), place = ptx.Register("place", PtxType.B64);
            ptx.Comment("Where the output lies on multiples of 16 bytes, the four lanes of a row exchange columns and store 16 bytes each.");
            // The address counts this lane's pair, 4 bytes for each lane before it.
            ptx.Widen(place, n["quarter"]);
            ptx.MultiplyAdd(place, place, -PairBytes, n.Wide("outputAt"));
            ptx.Or(bits, place, n.Wide("outputRowBytes"));
            ptx.And(bits, bits, PieceBytes - 1);
            ptx.Compare("eq", n.Predicate("isWide"), bits, 0);
            ptx.And(bit, n["quarter"], 1);
            ptx.Compare("ne", n.Predicate("isOddLane"), bit, 0);
            ptx.And(bit, n["quarter"], 2);
            ptx.Compare("ne", n.Predicate("isUpperLane"), bit, 0);
        }
    }

    /// <summary>Normalises, rounds and exchanges: afterwards lane q of a row has all of columns 8q to 8q + 7 of every 32.</summary>
    /// <returns>The four registers of each piece.</returns>
    public static IReadOnlyList<PtxRegister[]> EmitExchange(CudaFragments n, int block, int half, PtxRegister inverse)
    {
        var pieces = new List<PtxRegister[]>();
        for (var piece = 0; piece < Count(n); piece++)
        {
            PtxRegister[] words = [.. Enumerable.Range(0, Lanes).Select(i => n.Ptx.Register($"piece{piece}_{i}", PtxType.B32))];
            for (var i = 0; i < Lanes; i++)
            {
                var group = Lanes * piece + i;
                PtxRegister first = n.Output(block, group, 2 * half), second = n.Output(block, group, 2 * half + 1);
                n.Ptx.Multiply(first, first, inverse);
                n.Ptx.Multiply(second, second, inverse);
                n.Ptx.Round(n.Spec.OutputPrecision, words[i], first, second);
            }
            // What lies in register j of lane i goes to register i of lane j: the bits of i and j are exchanged one after the other.
            EmitExchange(n, words[0], words[1], n.Predicate("isOddLane"), 1);
            EmitExchange(n, words[2], words[3], n.Predicate("isOddLane"), 1);
            EmitExchange(n, words[0], words[2], n.Predicate("isUpperLane"), 2);
            EmitExchange(n, words[1], words[3], n.Predicate("isUpperLane"), 2);
            pieces.Add(words);
        }
        return pieces;
    }

    /// <summary>Stores the pieces of a row.</summary>
    public static void EmitStore(CudaFragments n, PtxRegister at, IReadOnlyList<PtxRegister[]> pieces)
    {
        var pieceAt = n.Ptx.Register("pieceAt", PtxType.B64);
        n.Ptx.MultiplyAddWide(pieceAt, n["quarter"], PieceBytes - PairBytes, at);
        for (var piece = 0; piece < pieces.Count; piece++)
            n.Ptx.StoreGlobal(pieceAt, piece * Lanes * PieceBytes, pieces[piece]);
    }

    // The lower lane gives its upper register for the other one's lower register.
    private static void EmitExchange(CudaFragments n, PtxRegister lower, PtxRegister upper, PtxRegister isUpper, int mask)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister given = ptx.Register("given", PtxType.B32), taken = ptx.Register("taken", PtxType.B32);
            ptx.Select(given, lower, upper, isUpper);
            ptx.Exchange(taken, given, mask);
            ptx.Select(lower, taken, lower, isUpper);
            ptx.Select(upper, upper, taken, isUpper);
        }
    }
}
