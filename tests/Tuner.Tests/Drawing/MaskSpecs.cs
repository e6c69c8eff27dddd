namespace KernelGen.Tuner.Tests.Drawing;

/// <summary>Specs to draw, in an assembly of their own.</summary>
internal static class MaskSpecs
{
    /// <summary>A window of 4 keys and 2 sinks.</summary>
    public const string Window = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        mask (and (<= k q) (or (<= (- q k) 4) (< k 2)))
        queryTile 0
        keyTile 0

        """;

    /// <summary>Even heads see the past, odd heads their own place.</summary>
    public const string Heads = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        mask (if (== (% head 2) 0) (<= k q) (== k q))
        queryTile 0
        keyTile 0

        """;

    /// <summary>A mask and a score that read data.</summary>
    public const string Documents = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data int[] document, float alpha
        mask (and (<= k q) (== (load int document q) (load int document k)))
        score (* score (scalar float alpha))
        queryTile 0
        keyTile 0

        """;

    private const string Causal = TestSpecs.Causal;

    /// <summary>Writes an assembly with all of them.</summary>
    public static string Write(string path)
        => SpecAssembly.Write(path, ("Demo.Causal", Causal), ("Demo.Window", Window), ("Demo.Heads", Heads), ("Demo.Documents", Documents));
}
