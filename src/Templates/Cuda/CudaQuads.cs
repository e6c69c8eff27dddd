using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>Outputs of a thread that has four neighbours of every 16 columns (<see cref="CudaFragments.HasQuads"/>), as elements of 16 bits.</summary>
internal static class CudaQuads
{
    private const int Columns = 16;
    private const int ElementBytes = sizeof(ushort);

    /// <summary>Which column a thread begins with.</summary>
    public static void EmitPlace(CudaFragments n)
    {
        if (n.HasQuads)
            n.Ptx.ShiftLeft(n.ThreadColumn, n["quarter"], 2);
    }

    /// <summary>Normalises, rounds and stores a row: 8 bytes at once where the output lies on such multiples, else its elements.</summary>
    public static void EmitStore(CudaFragments n, int block, int half, PtxRegister at, PtxRegister inverse)
    {
        for (var first = 0; first < n.Columns; first += Columns)
        {
            using (n.Ptx.Block())
                EmitQuad(n, block, half, at, inverse, first);
        }
    }

    private static void EmitQuad(CudaFragments n, int block, int half, PtxRegister at, PtxRegister inverse, int first)
    {
        var ptx = n.Ptx;
        // Columns i and i + 1 are those of groups 2m and 2m + 1.
        PtxRegister[] outputs = [.. Enumerable.Range(0, 4).Select(i => n.Output(block, first / 8 + i % 2, 2 * half + i / 2))];
        PtxRegister[] words = [ptx.Register("word0", PtxType.B32), ptx.Register("word1", PtxType.B32)];
        PtxRegister[] elements = [.. Enumerable.Range(0, 4).Select(i => ptx.Register($"element{i}", PtxType.B16))];
        foreach (var output in outputs)
            ptx.Multiply(output, output, inverse);
        for (var i = 0; i < words.Length; i++)
        {
            ptx.Round(n.Spec.OutputPrecision, words[i], outputs[2 * i], outputs[2 * i + 1]);
            ptx.Split(elements[2 * i], elements[2 * i + 1], words[i]);
        }
        var (left, offset) = (n.Columns - first, ElementBytes * first);
        if (left >= Columns)
            ptx.When(n.Predicate("isPaired")).StoreGlobalPair(at, offset, words[0], words[1]);
        var isStored = ptx.Register("isStored", PtxType.Pred);
        if (left >= Columns)
            ptx.Not(isStored, n.Predicate("isPaired"));
        for (var i = 0; i < elements.Length; i++)
        {
            if (left < Columns)
                ptx.Compare("lt", isStored, n.ThreadColumn, left - i);
            ptx.When(isStored).StoreGlobal(at, offset + ElementBytes * i, elements[i]);
        }
    }
}
