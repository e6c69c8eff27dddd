namespace KernelGen.PtxMachine.Parsing;

/// <summary>The special registers that the machine has, with their widths.</summary>
internal static class SpecialNames
{
    private static readonly Dictionary<string, PtxType> Types = Build();

    public static bool IsKnown(string name) => Types.ContainsKey(name);

    public static PtxType TypeOf(string name) => Types[name];

    /// <summary>Registers that change while a thread runs; the others are constants of their thread.</summary>
    public static bool IsClock(string name) => name is "%clock" or "%clock64" or "%globaltimer";

    private static Dictionary<string, PtxType> Build()
    {
        var types = new Dictionary<string, PtxType>();
        foreach (var name in new[] { "%tid", "%ntid", "%ctaid", "%nctaid", "%clusterid", "%nclusterid", "%cluster_ctaid", "%cluster_nctaid" })
        {
            foreach (var axis in "xyz")
                types.Add($"{name}.{axis}", PtxType.U32);
        }

        foreach (var name in new[]
        {
            "%laneid", "%warpid", "%nwarpid", "%smid", "%nsmid", "%cluster_ctarank", "%cluster_nctarank", "%dynamic_smem_size",
            "%total_smem_size", "%lanemask_eq", "%lanemask_lt", "%lanemask_le", "%lanemask_gt", "%lanemask_ge", "%clock",
        })
            types.Add(name, PtxType.U32);
        types.Add("%clock64", PtxType.B64);
        types.Add("%globaltimer", PtxType.B64);
        return types;
    }
}
