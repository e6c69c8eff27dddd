using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Writes the loads of rows into panels: asynchronous copies of 16 bytes, or of 8 or 4 where the tensor lies on such multiples only. Elements of
/// 8 or 16 bits at other addresses are loaded one by one.
/// </summary>
/// <param name="n">The kernel.</param>
/// <param name="shape">The rows.</param>
/// <param name="panelBytes">Bytes from one panel to the next.</param>
/// <param name="alignment">The lowest bits of all addresses and distances of the tensor, combined by or.</param>
/// <param name="widest">The widest copy that rows of this distance allow.</param>
internal sealed class CudaRows(CudaNames n, CudaRowShape shape, int panelBytes, PtxRegister alignment, int widest = CudaLayout.PieceBytes)
{
    private const int Pieces = CudaLayout.Pieces;
    private const int PieceBytes = CudaLayout.PieceBytes;
    private const int HalfRow = CudaLayout.RowBytes / 2;
    private const int NarrowestCopy = 4; // PTX ISA, cp.async: 4, 8 or 16 bytes

    // A single warp loads four rows at once. The next four have places whose number differs by 4.
    private bool SwapsHalves => n.Layout.LoadRows % Pieces != 0;

    /// <summary>Writes what all loads of a shape need: who has a piece of the last panel, where it is not whole, and how many bytes of the piece are elements.</summary>
    public static void EmitTail(CudaNames n, CudaRowShape shape)
    {
        if (shape.TailPieces < Pieces)
            n.Ptx.Compare("lt", HasTail(n, shape), n["loadPiece"], shape.TailPieces);
        if (!shape.IsPadded)
            return;
        var bytes = TailBytes(n, shape);
        n.Ptx.MultiplyAdd(bytes, n["loadPiece"], -PieceBytes, shape.ElementBytes * shape.TailElements);
        n.Ptx.Maximum(bytes, bytes, 0);
        n.Ptx.Minimum(bytes, bytes, PieceBytes);
    }

    /// <summary>Writes the loads.</summary>
    /// <param name="first">The address of this thread's piece of its first row; it is left alone.</param>
    /// <param name="step">Bytes from one of its rows to the next.</param>
    /// <param name="remaining">Rows from its first one to the end; none when not positive.</param>
    /// <param name="place">The shared address of the piece of this thread's row 0, without <paramref name="offset"/>.</param>
    /// <param name="offset">Bytes after it.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="number">Which of this thread's rows the first one is.</param>
    public void Emit(PtxRegister first, PtxOperand step, PtxRegister remaining, PtxRegister place, int offset, int count, int number = 0)
    {
        var ptx = n.Ptx;
        offset += number * n.Layout.LoadRows * CudaLayout.RowBytes;
        var loaded = ptx.Label("STAGED");
        for (var bytes = widest; bytes >= NarrowestCopy; bytes /= 2)
        {
            var narrower = ptx.Label("NARROWER");
            var isLast = bytes <= shape.ElementBytes;
            if (!isLast)
                EmitTest(bytes, narrower);
            if (bytes == PieceBytes)
                EmitPieces(first, step, remaining, place, offset, count, number);
            else
                EmitNarrow(bytes, first, step, remaining, place, offset, count, number);
            if (isLast)
                continue;
            ptx.Branch(loaded);
            ptx.Place(narrower);
        }
        if (shape.ElementBytes < NarrowestCopy)
            EmitElements(first, step, remaining, place, offset, count, number);
        ptx.Place(loaded);
    }

    private static PtxRegister HasTail(CudaNames n, CudaRowShape shape)
        => n.Predicate(FormattableString.Invariant($"hasTail{shape.Dim}_{shape.ElementBytes}"));

    private static PtxRegister TailBytes(CudaNames n, CudaRowShape shape)
        => n[FormattableString.Invariant($"tailBytes{shape.Dim}_{shape.ElementBytes}")];

    private void EmitTest(int bytes, PtxLabel narrower)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister bits = ptx.Register("bits", PtxType.B32), isNarrower = ptx.Register("isNarrower", PtxType.Pred);
            ptx.And(bits, alignment, bytes - 1);
            ptx.Compare("ne", isNarrower, bits, 0);
            ptx.When(isNarrower).Branch(narrower);
        }
    }

    private void EmitPieces(PtxRegister first, PtxOperand step, PtxRegister remaining, PtxRegister place, int offset, int count, int number)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("rowAt", PtxType.B64), isRow = ptx.Register("isRow", PtxType.Pred);
            PtxRegister bytes = ptx.Register("bytes", PtxType.B32), tailBytes = ptx.Register("tailBytes", PtxType.B32);
            PtxRegister[] places = [place, SwapsHalves ? ptx.Register("otherPlace", PtxType.B32) : place];
            if (SwapsHalves)
                ptx.Xor(places[1], place, HalfRow);
            ptx.Move(at, first);
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                    ptx.Add(at, at, step);
                ptx.Compare("gt", isRow, remaining, i * n.Layout.LoadRows);
                ptx.Select(bytes, PieceBytes, 0, isRow);
                if (shape.IsPadded)
                    ptx.Select(tailBytes, TailBytes(n, shape), 0, isRow);
                EmitCopies(PieceBytes, places[(number + i) % 2], offset + i * n.Layout.LoadRows * CudaLayout.RowBytes, at, bytes, tailBytes);
            }
        }
    }

    // The words of a piece in an order that differs from row to row, so that the four rows of a warp write to different banks.
    private void EmitNarrow(
        int width, PtxRegister first, PtxOperand step, PtxRegister remaining, PtxRegister place, int offset, int count, int number)
    {
        var ptx = n.Ptx;
        ptx.Comment($"In copies of {width} bytes.");
        EmitRows(first, step, remaining, place, count, number, (at, to, isRow) =>
        {
            PtxRegister bytes = ptx.Register("bytes", PtxType.B32), tailBytes = ptx.Register("tailBytes", PtxType.B32), word = ptx.Register("word", PtxType.B32);
            PtxRegister from = ptx.Register("from", PtxType.B64), wordTo = ptx.Register("wordTo", PtxType.B32);
            ptx.Select(bytes, width, 0, isRow);
            for (var i = 0; i < PieceBytes / width; i++)
            {
                ptx.Add(word, n["loadRow"], i);
                ptx.And(word, word, PieceBytes / width - 1);
                ptx.Multiply(word, word, width);
                ptx.MultiplyAddWide(from, word, 1, at);
                ptx.Add(wordTo, to, word);
                if (shape.IsPadded)
                {
                    ptx.Subtract(tailBytes, TailBytes(n, shape), word);
                    ptx.Maximum(tailBytes, tailBytes, 0);
                    ptx.Minimum(tailBytes, tailBytes, bytes);
                }
                EmitCopies(width, wordTo, offset, from, bytes, tailBytes);
            }
        });
    }

    private void EmitCopies(int width, PtxRegister to, int offset, PtxRegister from, PtxRegister bytes, PtxRegister tailBytes)
    {
        for (var panel = 0; panel < shape.Panels; panel++)
        {
            var isTail = panel == shape.Panels - 1;
            if (isTail && shape.TailPieces < Pieces)
                n.Ptx.When(HasTail(n, shape));
            n.Ptx.CopyAsync(width, to, offset + panel * panelBytes, from, panel * CudaLayout.RowBytes, isTail && shape.IsPadded ? tailBytes : bytes);
        }
    }

    private void EmitElements(PtxRegister first, PtxOperand step, PtxRegister remaining, PtxRegister place, int offset, int count, int number)
    {
        var ptx = n.Ptx;
        ptx.Comment("Element by element.");
        EmitRows(first, step, remaining, place, count, number, (at, to, isRow) =>
        {
            var isByte = shape.ElementBytes == sizeof(byte);
            PtxRegister element = ptx.Register("firstElement", PtxType.B32), isElement = ptx.Register("isElement", PtxType.Pred);
            PtxRegister[] parts = [.. Enumerable.Range(0, PieceBytes / shape.ElementBytes).Select(i => ptx.Register($"element{i}", isByte ? PtxType.B32 : PtxType.B16))];
            PtxRegister[] words = [.. Enumerable.Range(0, PieceBytes / 4).Select(i => ptx.Register($"word{i}", PtxType.B32))];
            ptx.Multiply(element, n["loadPiece"], parts.Length);
            for (var panel = 0; panel < shape.Panels; panel++)
            {
                var isTail = panel == shape.Panels - 1 && shape.TailElements < shape.PanelElements;
                for (var i = 0; i < parts.Length; i++)
                {
                    ptx.Move(parts[i], 0);
                    if (isTail)
                    {
                        ptx.Compare("lt", isElement, element, shape.TailElements - i);
                        ptx.And(isElement, isElement, isRow);
                    }
                    ptx.When(isTail ? isElement : isRow).LoadGlobal(isByte ? "u8" : "b16", parts[i], at, panel * CudaLayout.RowBytes + shape.ElementBytes * i);
                }
                for (var i = 0; i < words.Length; i++)
                {
                    if (isByte)
                        EmitWord(words[i], [.. parts.Skip(4 * i).Take(4)]);
                    else
                        ptx.Join(words[i], parts[2 * i], parts[2 * i + 1]);
                }
                ptx.StoreShared(to, offset + panel * panelBytes, words);
            }
        });
    }

    // The lowest bytes of four registers.
    private void EmitWord(PtxRegister word, PtxRegister[] bytes)
    {
        const int LowBytes = 0x0040, LowHalves = 0x5410;
        n.Ptx.Permute(bytes[0], bytes[0], bytes[1], PtxOperand.Bits(LowBytes));
        n.Ptx.Permute(bytes[2], bytes[2], bytes[3], PtxOperand.Bits(LowBytes));
        n.Ptx.Permute(word, bytes[0], bytes[2], PtxOperand.Bits(LowHalves));
    }

    // A loop: these ways are slow anyway, and shall not make the kernel long.
    private void EmitRows(
        PtxRegister first, PtxOperand step, PtxRegister remaining, PtxRegister place, int count, int number, Action<PtxRegister, PtxRegister, PtxRegister> body)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("rowAt", PtxType.B64), to = ptx.Register("to", PtxType.B32), left = ptx.Register("left", PtxType.B32);
            PtxRegister rows = ptx.Register("rows", PtxType.B32), isRow = ptx.Register("isRow", PtxType.Pred), isMore = ptx.Register("isMore", PtxType.Pred);
            var next = ptx.Label("NEXT_ROW");
            ptx.Move(at, first);
            if (SwapsHalves && number % 2 == 1)
                ptx.Xor(to, place, HalfRow);
            else
                ptx.Move(to, place);
            ptx.Move(left, remaining);
            ptx.Move(rows, count);
            ptx.Place(next);
            ptx.Compare("gt", isRow, left, 0);
            body(at, to, isRow);
            ptx.Add(at, at, step);
            ptx.Add(to, to, n.Layout.LoadRows * CudaLayout.RowBytes);
            if (SwapsHalves)
                ptx.Xor(to, to, HalfRow);
            ptx.Subtract(left, left, n.Layout.LoadRows);
            ptx.Subtract(rows, rows, 1);
            ptx.Compare("gt", isMore, rows, 0);
            ptx.When(isMore).Branch(next);
        }
    }
}
