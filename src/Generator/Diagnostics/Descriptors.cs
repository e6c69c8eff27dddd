using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Diagnostics;

/// <summary>Every diagnostic. The order is that of the ids.</summary>
internal static class Descriptors
{
    private const string Declaration = "KernelGen.Declaration";
    private const string Spec = "KernelGen.Spec";
    private const string Mask = "KernelGen.Mask";
    private const string Tiles = "KernelGen.Tiles";
    private const string Tuning = "KernelGen.Tuning";
    private const string Operators = "KernelGen.Operators";

    public static readonly DiagnosticDescriptor InternalError = new(
        DiagnosticIds.InternalError, "Internal error of the generator",
        "The generator failed on '{0}': {1}; members that throw were emitted instead. Please report this with the spec that caused it.",
        "KernelGen.Generator", DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NotPartial = new(
        DiagnosticIds.NotPartial, "The class of a spec is not partial",
        "Class '{0}' declares an attention spec but is not partial; write 'static partial class {0}'",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NotStatic = new(
        DiagnosticIds.NotStatic, "The class of a spec is not static",
        "Class '{0}' declares an attention spec but is not static; write 'static partial class {0}'",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Generic = new(
        DiagnosticIds.Generic, "The class of a spec is generic",
        "'{0}' is generic, and a spec is specialised for fixed element types and sizes; remove the type parameters {1} and choose the element type with Precision",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = new(
        DiagnosticIds.ContainingTypeNotPartial, "A type around a spec is not partial",
        "Type '{0}' contains the attention spec '{1}' but is not partial; write 'partial' before '{2} {0}'",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor UnsafeNotAllowed = new(
        DiagnosticIds.UnsafeNotAllowed, "The project does not allow unsafe code",
        "The kernels of '{0}' use pointers, and this project does not allow unsafe code; add <AllowUnsafeBlocks>true</AllowUnsafeBlocks> to a <PropertyGroup> of the project file",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor LanguageVersionTooLow = new(
        DiagnosticIds.LanguageVersionTooLow, "The project's C# version is too low",
        "The code emitted for '{0}' needs C# 13 or later, and this project uses C# {1}; set <LangVersion>13.0</LangVersion>, or remove the property (the default of .NET 10 is 14.0)",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor PatternWithoutKernel = new(
        DiagnosticIds.PatternWithoutKernel, "An attribute of a spec stands on a class that declares none",
        "[{0}] on '{1}' does nothing, because the class has no [AttentionKernel]; add [AttentionKernel(HeadDim = ...)] or remove [{0}]",
        Declaration, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor FileLocal = new(
        DiagnosticIds.FileLocal, "The class of a spec is file-local",
        "'{0}' is file-local, so generated code in another file cannot add to it; replace 'file' by 'internal'",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor TakenName = new(
        DiagnosticIds.TakenName, "A name is that of an emitted member",
        "'{0}' is the name of a member that is emitted into '{1}'; choose another one, not {2}",
        Declaration, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor HeadDim = new(
        DiagnosticIds.HeadDim, "HeadDim is missing or out of range",
        "HeadDim, the elements per head of Q and K, {0}; it must be from 1 to 512, the nearest legal value is {1}",
        Spec, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor ValueHeadDim = new(
        DiagnosticIds.ValueHeadDim, "ValueHeadDim is out of range",
        "ValueHeadDim, the elements per head of V and O, is {0}; it must be from 1 to 512, or 0 for the same as HeadDim, the nearest legal value is {1}",
        Spec, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Scale = new(
        DiagnosticIds.Scale, "Scale is out of range",
        "Scale, the factor on the product of query and key, is {0}; it must be from 1e-30 to 1e30, leave it out for 1 / sqrt(HeadDim) = {1}",
        Spec, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Softcap = new(
        DiagnosticIds.Softcap, "Softcap is out of range",
        "Softcap is {0}; it must be from 1e-30 to 1e30, or 0 for none, the nearest legal value is {1}",
        Spec, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor TensorFloat32 = new(
        DiagnosticIds.TensorFloat32, "AllowTensorFloat32 concerns float32 alone",
        "AllowTensorFloat32 says how float32 is multiplied, and the precision is {0}; it does nothing: leave it out, or take Precision.Float32",
        Spec, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor UndefinedEnumValue = new(
        DiagnosticIds.UndefinedEnumValue, "An enum argument has no defined value",
        "{0} is {1}, which is no value of {2}; allowed are {3}",
        Spec, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor WindowSize = new(
        DiagnosticIds.WindowSize, "A side of a sliding window is out of range",
        "The {0} side of the sliding window is {1}; it must be from 0 to 1073741823, or -1 for unbounded, the nearest legal value is {2}",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor WindowUnbounded = new(
        DiagnosticIds.WindowUnbounded, "A sliding window is unbounded on both sides",
        "SlidingWindow(-1, -1) allows every key, so it does nothing; remove it, or give a side a size",
        Mask, DiagnosticSeverity.Info, true);

    public static readonly DiagnosticDescriptor SinkCount = new(
        DiagnosticIds.SinkCount, "An attention sink has no keys",
        "AttentionSink keeps {0} keys; it must keep at least 1, the nearest legal value is 1",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor CausalCutsWindow = new(
        DiagnosticIds.CausalCutsWindow, "A causal constraint cuts off the right side of a sliding window",
        "The sliding window reaches {0} to the right, but [Causal] allows no key after the query; write 0, or remove [Causal]",
        Mask, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor MaskAllowsNothing = new(
        DiagnosticIds.MaskAllowsNothing, "A mask allows nothing",
        "The mask of '{0}' allows no key to any query, so the output would always be zero; the mask is: {1}",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor PredicateForm = new(
        DiagnosticIds.PredicateForm, "A mask or score method has the wrong form",
        "The {0} method '{1}' {2}; write '{3}'",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor SeveralScores = new(
        DiagnosticIds.SeveralScores, "A spec has several score functions",
        "'{0}' is a second [Score] method of '{1}', and their order would be open; call one from the other",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor ReservedParameter = new(
        DiagnosticIds.ReservedParameter, "A parameter with a reserved name has another type or place",
        "The parameter name '{0}' stands for {2}, and is of type {1}; write '{1} {0}', or rename the parameter if it is data",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor DataParameterType = new(
        DiagnosticIds.DataParameterType, "A data parameter has a type that kernels cannot read",
        "The parameter '{0}' is declared as '{1}'; data is an int, float or bool, a ReadOnlySpan of bool, sbyte, byte, short, ushort, int or float, or a ReadOnlyTensorSpan of bool or float, without modifiers and default",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor DataParameterName = new(
        DiagnosticIds.DataParameterName, "The name of a data parameter is taken",
        "The data parameter '{0}' would become a parameter of Forward, but {1}; rename it",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NotLowerable = new(
        DiagnosticIds.NotLowerable, "Code cannot be part of a mask or score",
        "'{0}' cannot be part of a mask or score: {1}",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor PredicateType = new(
        DiagnosticIds.PredicateType, "An expression has a type that masks and scores do not know",
        "'{0}' is of type {1}; masks and scores know int, float and bool: {2}",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor RecursivePredicate = new(
        DiagnosticIds.RecursivePredicate, "A mask or score is recursive",
        "'{0}' calls itself, and calls in a mask or score are inlined; write it without recursion, or compute it before and give it as data",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor PredicateTooLarge = new(
        DiagnosticIds.PredicateTooLarge, "A mask or score is too large",
        "With calls and locals inlined, this mask or score has more than 1000 operands, 128 levels or 5000 statements, or all masks of the spec together have more than 2000 operands; compute parts of it before and give them as data",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor PatternArgument = new(
        DiagnosticIds.PatternArgument, "An argument of a pattern is out of range",
        "The argument {1} of [{0}] is {2}; it must be from {3} to {4}, the nearest legal value is {5}",
        Mask, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor MaskAllowsEverything = new(
        DiagnosticIds.MaskAllowsEverything, "A mask method allows everything",
        "The mask method '{0}' allows every key to every query, so it does nothing; remove it, or look for a condition that always holds",
        Mask, DiagnosticSeverity.Info, true);

    public static readonly DiagnosticDescriptor QueriesSeeNothing = new(
        DiagnosticIds.QueriesSeeNothing, "Some queries see no key, whatever the lengths are",
        "The mask allows no key to queries {0}, whatever the lengths are, so their output is zero; the mask is: {1}",
        Mask, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor OpaqueMask = new(
        DiagnosticIds.OpaqueMask, "A mask method hides every tile from proofs",
        "No tile can be proven empty or full from '{0}', so it is evaluated for every pair; the reason is '{1}': {2}",
        Mask, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor QueryTile = new(
        DiagnosticIds.QueryTile, "A pinned query tile is illegal",
        "The pinned query tile is {0}; it must be a multiple of {1} up to {2}, or 0 to leave it to the tuner, the nearest legal value is {3}",
        Tiles, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor KeyTile = new(
        DiagnosticIds.KeyTile, "A pinned key tile is illegal",
        "The pinned key tile is {0}; it must be a multiple of {1} up to {2}, or 0 to leave it to the tuner, the nearest legal value is {3}",
        Tiles, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor TileTooLarge = new(
        DiagnosticIds.TileTooLarge, "A pinned tile does not fit the spec",
        "The pinned tile ({0}) is too large for this spec: {1}; the nearest legal tile is {2}",
        Tiles, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor TilePinsNothing = new(
        DiagnosticIds.TilePinsNothing, "A tile attribute pins nothing",
        "[Tile] gives neither Query nor Key, so it does nothing; give one of them, or remove it",
        Tiles, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor TuningFileMalformed = new(
        DiagnosticIds.TuningFileMalformed, "A tuning file is not valid JSON",
        "The tuning file '{0}' is skipped, it is not valid JSON: {1}; export it again with 'kernelgen export'",
        Tuning, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor TuningFileContent = new(
        DiagnosticIds.TuningFileContent, "A tuning file does not have the expected content",
        "The tuning file '{0}' is not read in full: {1}; export it again with 'kernelgen export'",
        Tuning, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor TuningVariantUnknown = new(
        DiagnosticIds.TuningVariantUnknown, "A tuning file names an unknown variant",
        "A choice in the tuning file '{0}' is skipped: {1}",
        Tuning, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor TuningVariantInfeasible = new(
        DiagnosticIds.TuningVariantInfeasible, "A tuning file names a variant that is illegal for its spec",
        "A choice in the tuning file '{0}' is skipped: {1}; tune the spec again with 'kernelgen tune'",
        Tuning, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor OnnxData = new(
        DiagnosticIds.OnnxData, "A data parameter is no input of the ONNX operator",
        "'{0}' has the data parameter '{1}', for which the ONNX operator Attention has no input; it has [MaskTensor], [BiasTensor] and nonpadKvSeqlen, remove the parameter or [OnnxAttention]",
        Operators, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor OnnxPrecision = new(
        DiagnosticIds.OnnxPrecision, "The ONNX operator has no tensors of the spec's precision",
        "The tensors of the ONNX operator Attention are float32, float16 or bfloat16, and the precision of '{0}' is {1}; take Precision.{2}, or remove [OnnxAttention] and call Forward",
        Operators, DiagnosticSeverity.Error, true);

    /// <summary>Those that the analyzer reports, at places in C# code.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> OfAnalyzer { get; } =
    [
        NotPartial, NotStatic, Generic, ContainingTypeNotPartial, UnsafeNotAllowed, LanguageVersionTooLow, PatternWithoutKernel, FileLocal, TakenName,
        HeadDim, ValueHeadDim, Scale, Softcap, UndefinedEnumValue, TensorFloat32,
        WindowSize, WindowUnbounded, SinkCount, CausalCutsWindow, MaskAllowsNothing,
        PredicateForm, SeveralScores, ReservedParameter, DataParameterType, DataParameterName, NotLowerable, PredicateType, RecursivePredicate,
        PredicateTooLarge, PatternArgument, MaskAllowsEverything, QueriesSeeNothing, OpaqueMask,
        QueryTile, KeyTile, TileTooLarge, TilePinsNothing,
        OnnxData,
        OnnxPrecision,
    ];

    /// <summary>Those that the generator reports: its own failure, and what is wrong in tuning-db/.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> OfGenerator { get; } =
        [InternalError, TuningFileMalformed, TuningFileContent, TuningVariantUnknown, TuningVariantInfeasible];
}
