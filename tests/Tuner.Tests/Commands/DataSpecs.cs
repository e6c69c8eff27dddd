namespace KernelGen.Tuner.Tests.Commands;

/// <summary>Specs that read data, in an assembly of their own.</summary>
internal static class DataSpecs
{
    /// <summary>Writes an assembly with all of them.</summary>
    public static string Write(string path) => SpecAssembly.Write(
        path, ("Data.Packed", Packed), ("Data.Types", Types), ("Data.Negative", Negative),
        ("Data.Tensors", Tensors), ("Data.Blocks", Blocks), ("Data.Pages", Pages), ("Data.Biased", Biased));

    /// <summary>Packed documents with a factor for the score.</summary>
    public const string Packed = """
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
        queryTile 24
        keyTile 64

        """;

    /// <summary>Every type that data may have, and an index that depends on other data.</summary>
    public const string Types = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data bool[] keep, sbyte[] a, byte[] b, short[] window, ushort[] d, int[] kind, float[] slope, int buckets, bool far
        mask (and (load bool keep k) (and (or (scalar bool far) (<= (- q k) (load short window head))) (>= (load int kind (load ushort d k)) (load sbyte a k))))
        score (- (+ score (float (load byte b k))) (load float slope (+ (* head (scalar int buckets)) (min (max (- q k) 0) 15))))
        queryTile 24
        keyTile 64

        """;

    /// <summary>An index that is negative for keys after the query.</summary>
    public const string Negative = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data float[] bias
        mask true
        score (+ score (load float bias (- q k)))
        queryTile 24
        keyTile 64

        """;

    /// <summary>A mask and a bias that are tensors.</summary>
    public const string Tensors = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data bool[,,,] mask, float[,,,] bias
        mask (tensor bool mask batch head (- q queryOffset) k)
        score (+ score (tensor float bias batch head (- q queryOffset) k))
        queryTile 24
        keyTile 64

        """;

    /// <summary>Blocks of 16 queries and 8 keys, chosen by the call.</summary>
    public const string Blocks = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data bool[,,,] blocks
        mask (tensor bool blocks batch head (/ (- q queryOffset) 16) (/ k 8))
        queryTile 24
        keyTile 64

        """;

    /// <summary>A tensor whose indices depend on a scalar, too large for anything that is made up.</summary>
    public const string Pages = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data bool[,,,] pages, int stride
        mask (tensor bool pages 0 0 (* q (scalar int stride)) (* k (scalar int stride)))
        queryTile 24
        keyTile 64

        """;

    /// <summary>A low-rank bias of each head, and a sink.</summary>
    public const string Biased = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float32
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        data float[] queryFactors, float[] keyFactors, float[] sink
        mask (<= k q)
        sinkLogit (load float sink head)
        lowRankBias 2 perHead
        queryTile 24
        keyTile 64

        """;
}
