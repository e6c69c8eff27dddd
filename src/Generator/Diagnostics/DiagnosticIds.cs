namespace KernelGen.Generator.Diagnostics;

/// <summary>
/// The ids, by area: KG00xx the generator itself, KG01xx the declaring class, KG02xx the kernel attribute, KG03xx the mask, KG04xx tiles,
/// KG05xx tuning-db/, KG06xx operators of other systems. An id is never reused. Each has a page in docs/diagnostics.
/// </summary>
internal static class DiagnosticIds
{
    public const string InternalError = "KG0001";

    public const string NotPartial = "KG0101";
    public const string NotStatic = "KG0102";
    public const string Generic = "KG0103";
    public const string ContainingTypeNotPartial = "KG0104";
    public const string UnsafeNotAllowed = "KG0105";
    public const string LanguageVersionTooLow = "KG0106";
    public const string PatternWithoutKernel = "KG0107";
    public const string FileLocal = "KG0108";
    public const string TakenName = "KG0109";

    public const string HeadDim = "KG0201";
    public const string ValueHeadDim = "KG0202";
    public const string Scale = "KG0203";
    public const string Softcap = "KG0204";
    public const string UndefinedEnumValue = "KG0205";
    public const string TensorFloat32 = "KG0206";

    public const string WindowSize = "KG0301";
    public const string WindowUnbounded = "KG0302";
    public const string SinkCount = "KG0303";
    public const string CausalCutsWindow = "KG0304";
    public const string MaskAllowsNothing = "KG0305";
    public const string PredicateForm = "KG0306";
    public const string SeveralScores = "KG0307";
    public const string ReservedParameter = "KG0308";
    public const string DataParameterType = "KG0309";
    public const string DataParameterName = "KG0310";
    public const string NotLowerable = "KG0311";
    public const string PredicateType = "KG0312";
    public const string RecursivePredicate = "KG0313";
    public const string PredicateTooLarge = "KG0314";
    public const string PatternArgument = "KG0320";
    public const string MaskAllowsEverything = "KG0330";
    public const string QueriesSeeNothing = "KG0331";
    public const string OpaqueMask = "KG0332";

    public const string QueryTile = "KG0401";
    public const string KeyTile = "KG0402";
    public const string TileTooLarge = "KG0403";
    public const string TilePinsNothing = "KG0404";

    public const string TuningFileMalformed = "KG0501";
    public const string TuningFileContent = "KG0502";
    public const string TuningVariantUnknown = "KG0503";
    public const string TuningVariantInfeasible = "KG0504";

    public const string OnnxData = "KG0601";
    public const string OnnxPrecision = "KG0602";
}
