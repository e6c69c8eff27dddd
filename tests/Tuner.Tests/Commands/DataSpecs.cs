namespace KernelGen.Tuner.Tests.Commands;

/// <summary>Specs that read data, in an assembly of their own.</summary>
internal static class DataSpecs
{
    /// <summary>Writes an assembly with all of them.</summary>
    public static string Write(string path) => SpecAssembly.Write(path, ("Data.Packed", Packed), ("Data.Types", Types), ("Data.Negative", Negative));

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
}
