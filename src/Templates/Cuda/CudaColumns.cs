using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Heads of V with more elements than a thread has registers for are computed in two walks over the keys, the first columns and then the last ones;
/// scores are computed twice. Where both have a column, they compute and store the same.
/// </summary>
internal static class CudaColumns
{
    // Of the outputs alone a thread then has 128 registers.
    private const int MostColumns = 256;

    // Rows of the second walk begin at whole pieces too.
    private const int Unit = 8;
    private const int UnitOfBytes = CudaLayout.PieceBytes;

    /// <summary>The first column of the second walk; 0 when there is none.</summary>
    public static int Second(AttentionSpec spec) => spec.ValueHeadDim <= MostColumns ? 0 : spec.ValueHeadDim / 2 / UnitOf(spec) * UnitOf(spec);

    /// <summary>Columns of a walk.</summary>
    public static int Count(AttentionSpec spec) => spec.ValueHeadDim - Second(spec);

    /// <summary>Where the second walk begins.</summary>
    public static void EmitStart(CudaNames n)
    {
        if (Second(n.Spec) == 0)
            return;
        n.Ptx.Move(n["firstColumn"], 0);
        n.Ptx.Place(n.NextColumns);
    }

    /// <summary>After the last step: once more, for the other columns.</summary>
    public static void EmitNext(CudaNames n)
    {
        var (ptx, second) = (n.Ptx, Second(n.Spec));
        if (second == 0)
            return;
        var finished = ptx.Label("FINISHED");
        ptx.Step($"Once more, for the columns from {second} on.");
        ptx.Compare("ne", n.Predicate("isOver"), n["firstColumn"], 0);
        ptx.When(n.Predicate("isOver")).Branch(finished);
        ptx.Move(n["firstColumn"], second);
        ptx.Add(n.Wide("valueAt"), n.Wide("valueAt"), second * n.Layout.ElementBytes);
        ptx.Comment("Nobody reads shared memory any more.");
        ptx.Barrier();
        ptx.Branch(n.NextColumns);
        ptx.Place(finished);
    }

    private static int UnitOf(AttentionSpec spec) => spec.Precision == ElementType.Float8E4M3 ? UnitOfBytes : Unit;
}
