using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>Writes the loads of rows into panels.</summary>
/// <param name="n">The kernel.</param>
/// <param name="tail">Which tensor's registers say what the last panel has.</param>
/// <param name="dim">Elements of a row.</param>
/// <param name="panels">Panels of a row.</param>
/// <param name="panelBytes">Bytes from one panel to the next.</param>
internal sealed class CudaRows(CudaNames n, string tail, int dim, int panels, int panelBytes)
{
    private readonly CudaTail _tail = new(dim);

    /// <summary>Writes them.</summary>
    /// <param name="first">The address of this thread's piece of its first row; it is left alone.</param>
    /// <param name="step">Bytes from one of its rows to the next.</param>
    /// <param name="remaining">Rows from its first one to the end; none when not positive.</param>
    /// <param name="place">The shared address of the piece.</param>
    /// <param name="offset">Bytes after it.</param>
    /// <param name="count">Rows of this thread.</param>
    public void Emit(PtxRegister first, PtxRegister step, PtxRegister remaining, PtxRegister place, int offset, int count)
    {
        var ptx = n.Ptx;
        PtxLabel elements = ptx.Label("ELEMENTS"), loaded = ptx.Label("STAGED");
        ptx.Unless(n.Predicate("isAligned")).Branch(elements);
        EmitCopies(first, step, remaining, place, offset, count);
        ptx.Branch(loaded);
        ptx.Place(elements);
        EmitElements(first, step, remaining, place, offset, count);
        ptx.Place(loaded);
    }

    private void EmitCopies(PtxRegister first, PtxRegister step, PtxRegister remaining, PtxRegister place, int offset, int count)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("rowAt", PtxType.B64), isRow = ptx.Register("isRow", PtxType.Pred);
            PtxRegister bytes = ptx.Register("bytes", PtxType.B32), tailBytes = ptx.Register("tailBytes", PtxType.B32);
            ptx.Move(at, first);
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                    ptx.Add(at, at, step);
                ptx.Compare("gt", isRow, remaining, i * n.Layout.LoadRows);
                ptx.Select(bytes, CudaLayout.PieceBytes, 0, isRow);
                if (_tail.IsPadded)
                    ptx.Select(tailBytes, n[tail + "TailBytes"], 0, isRow);
                for (var panel = 0; panel < panels; panel++)
                {
                    var isTail = panel == panels - 1;
                    if (isTail && _tail.Pieces < CudaLayout.Pieces)
                        ptx.When(n.Predicate(tail + "HasTail"));
                    ptx.CopyAsync(
                        place, offset + panel * panelBytes + i * n.Layout.LoadRows * CudaLayout.RowBytes, at, panel * CudaLayout.RowBytes,
                        isTail && _tail.IsPadded ? tailBytes : bytes);
                }
            }
        }
    }

    private void EmitElements(PtxRegister first, PtxRegister step, PtxRegister remaining, PtxRegister place, int offset, int count)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("rowAt", PtxType.B64), to = ptx.Register("to", PtxType.B32), left = ptx.Register("left", PtxType.B32);
            PtxRegister rows = ptx.Register("rows", PtxType.B32), isRow = ptx.Register("isRow", PtxType.Pred), isElement = ptx.Register("isElement", PtxType.Pred);
            PtxRegister[] halves = [.. Enumerable.Range(0, CudaLayout.Pieces).Select(i => ptx.Register($"element{i}", PtxType.B16))];
            PtxRegister[] words = [.. Enumerable.Range(0, 4).Select(i => ptx.Register($"word{i}", PtxType.B32))];
            var next = ptx.Label("NEXT_ROW");
            ptx.Move(at, first);
            ptx.Move(to, place);
            ptx.Move(left, remaining);
            ptx.Move(rows, count);
            ptx.Place(next);
            ptx.Compare("gt", isRow, left, 0);
            for (var panel = 0; panel < panels; panel++)
            {
                var isTail = panel == panels - 1 && _tail.Elements < CudaLayout.PanelElements;
                for (var i = 0; i < halves.Length; i++)
                {
                    ptx.Move(halves[i], 0);
                    if (isTail)
                    {
                        ptx.Compare("lt", isElement, n["pieceElement"], _tail.Elements - i);
                        ptx.And(isElement, isElement, isRow);
                    }
                    ptx.When(isTail ? isElement : isRow).LoadGlobal("b16", halves[i], at, panel * CudaLayout.RowBytes + 2 * i);
                }
                for (var i = 0; i < words.Length; i++)
                    ptx.Join(words[i], halves[2 * i], halves[2 * i + 1]);
                ptx.StoreShared(to, offset + panel * panelBytes, words);
            }
            ptx.Add(at, at, step);
            ptx.Add(to, to, n.Layout.LoadRows * CudaLayout.RowBytes);
            ptx.Subtract(left, left, n.Layout.LoadRows);
            ptx.Subtract(rows, rows, 1);
            ptx.Compare("gt", isElement, rows, 0);
            ptx.When(isElement).Branch(next);
        }
    }
}
