using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>Everything: all pairs of lengths for the common specs, all head sizes with all masks for the common lengths.</summary>
public static class FullSelection
{
    private const long LargestWork = 150_000_000;

    private static readonly (int Query, int Key)[] s_commonPairs =
        [(1, 2049), (5, 513), (16, 4097), (64, 64), (127, 203), (257, 129), (255, 1025), (513, 511)];

    /// <summary>All cases.</summary>
    public static IEnumerable<KernelCase> Cases => FastSelection.Cases.Concat(AllPairs()).Concat(AllSpecs());

    private static IEnumerable<KernelCase> AllPairs()
    {
        var builder = new CaseBuilder(LargestWork);
        return from precision in Enum.GetValues<ElementType>()
               from mask in new[] { MaskKind.None, MaskKind.Causal, MaskKind.CausalWindow }
               from query in Dimensions.Lengths
               from key in Dimensions.Lengths
               select builder.Any(new SpecCase(precision, 64, 64, mask, WritesLse: true), query, key);
    }

    private static IEnumerable<KernelCase> AllSpecs()
    {
        var builder = new CaseBuilder(LargestWork);
        foreach (var (spec, number) in AllSpecCases().Select((spec, number) => (spec, number)))
        {
            foreach (var (query, key) in s_commonPairs)
                yield return builder.Any(spec, query, key);
            if (spec.Mask is not (MaskKind.None or MaskKind.OpenWindow))
                yield return builder.Poisoned(spec, (Poison)(1 + number % 3), 203, 257);
        }
    }

    private static IEnumerable<SpecCase> AllSpecCases()
        => from precision in Enum.GetValues<ElementType>()
           from size in Dimensions.HeadSizes.Select((head, number) => (head, number))
           from mask in Enum.GetValues<MaskKind>()
           let number = size.number + (int)mask
           select new SpecCase(
               precision, size.head.HeadDim, size.head.ValueHeadDim, mask, Dimensions.Softcaps[number % 3], (Alignment)(number % 2),
               number % 4 < 2);
}
