using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Emission;
using KernelGen.Generator.Model;
using KernelGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator;

/// <summary>
/// Emits the kernels of every class with [AttentionKernel]. Five outputs: the members that users call, from the spec alone; the kernels,
/// from the spec and its tuned choices; the same for CUDA devices, unless the project does not want it; the same for ILGPU's accelerators,
/// where the project references ILGPU; and the diagnostics of tuning-db/. What is wrong with a spec is for <see cref="SpecAnalyzer"/> to say.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class AttentionKernelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var specs = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Kernel, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(PipelineSteps.Specs);
        var files = context.AdditionalTextsProvider
            .Where(static file => TuningFileParser.IsTuningFile(file.Path))
            .Select(TuningFileParser.Parse)
            .WithTrackingName(PipelineSteps.TuningFiles);
        var table = files.Collect()
            .Select(static (all, _) => new EquatableArray<TuningFile>(all))
            .WithTrackingName(PipelineSteps.TuningTable);
        var plans = specs.Combine(table)
            .Select(static (pair, _) => KernelPlanner.Plan(pair.Left, pair.Right))
            .WithTrackingName(PipelineSteps.KernelPlans);

        context.RegisterSourceOutput(specs, EmitSurface);
        context.RegisterSourceOutput(plans, EmitKernels);
        var wantsCuda = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => CudaWish.IsIn(options.GlobalOptions))
            .WithTrackingName(PipelineSteps.WantsCuda);
        context.RegisterSourceOutput(IlgpuPlans(context, specs, table, wantsCuda), EmitIlgpu);
        context.RegisterSourceOutput(CudaPlans(specs, table, wantsCuda), EmitCuda);
        ReportTuningProblems(context, specs, files, table);
    }

    // The compilation changes with every edit; what is asked of it does not.
    private static IncrementalValuesProvider<IlgpuPlan> IlgpuPlans(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<SpecModel> specs,
        IncrementalValueProvider<EquatableArray<TuningFile>> table,
        IncrementalValueProvider<bool> wantsCuda)
    {
        var hasIlgpu = context.CompilationProvider
            .Select(static (compilation, _) => IlgpuReference.IsIn(compilation))
            .WithTrackingName(PipelineSteps.HasIlgpu);
        return specs.Combine(table).Combine(hasIlgpu.Combine(wantsCuda))
            .Select(static (given, _) => given.Right.Left ? IlgpuPlanner.Plan(given.Left.Left, given.Left.Right, given.Right.Right) : null)
            .WithTrackingName(PipelineSteps.IlgpuPlans)
            .Where(static plan => plan is not null)
            .Select(static (plan, _) => plan!);
    }

    private static IncrementalValuesProvider<CudaPlan> CudaPlans(
        IncrementalValuesProvider<SpecModel> specs,
        IncrementalValueProvider<EquatableArray<TuningFile>> table,
        IncrementalValueProvider<bool> wantsCuda)
    {
        return specs.Combine(table).Combine(wantsCuda)
            .Select(static (given, _) => given.Right ? CudaPlanner.Plan(given.Left.Left, given.Left.Right) : null)
            .WithTrackingName(PipelineSteps.CudaPlans)
            .Where(static plan => plan is not null)
            .Select(static (plan, _) => plan!);
    }

    private static SpecModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        // Each declaration with the attribute comes here. Of two, which the compiler refuses, one speaks for the class: its files exist once.
        return AttributeArguments.Of(type, AttributeNames.Kernel, cancellation) is { } kernel && kernel.Declaration == context.TargetNode
            ? ParserDoor.Parse(type, kernel, (CSharpCompilation)context.SemanticModel.Compilation, new DiagnosticSink(null), cancellation)
            : null;
    }

    private static void EmitSurface(SourceProductionContext context, SpecModel model)
        => SourceDoor.Emit(
            context, model.Type, ".g.cs", null,
            () => SurfaceEmitter.Emit(model),
            problem => SurfaceEmitter.Emit(model with { Spec = null, Problem = problem }));

    private static void EmitKernels(SourceProductionContext context, KernelPlan plan)
        => SourceDoor.Emit(
            context, plan.Type, ".Kernels.g.cs", plan.Failure,
            () => KernelsEmitter.Emit(plan, context.CancellationToken), problem => KernelsEmitter.EmitFallback(plan, problem));

    private static void EmitIlgpu(SourceProductionContext context, IlgpuPlan plan)
        => SourceDoor.Emit(
            context, plan.Model.Type, ".Ilgpu.g.cs", plan.Failure,
            () => IlgpuEmitter.Emit(plan, context.CancellationToken), problem => IlgpuEmitter.EmitFallback(plan, problem));

    private static void EmitCuda(SourceProductionContext context, CudaPlan plan)
        => SourceDoor.Emit(
            context, plan.Model.Type, ".Cuda.g.cs", plan.Failure,
            () => CudaEmitter.Emit(plan, context.CancellationToken), problem => CudaEmitter.EmitFallback(plan, problem));

    private static void ReportTuningProblems(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<SpecModel> specs,
        IncrementalValuesProvider<TuningFile> files,
        IncrementalValueProvider<EquatableArray<TuningFile>> table)
    {
        var ofFiles = files
            .Select(static (file, _) => TuningProblems.Of(file))
            .WithTrackingName(PipelineSteps.TuningFileProblems);
        var ofChoices = specs.Combine(table)
            .Select(static (pair, _) => TuningProblems.Of(pair.Left, pair.Right))
            .WithTrackingName(PipelineSteps.TuningChoiceProblems);
        context.RegisterSourceOutput(ofFiles, Report);
        context.RegisterSourceOutput(ofChoices, Report);
    }

    private static void Report(SourceProductionContext context, EquatableArray<LocatedProblem> problems)
    {
        foreach (var problem in problems)
            context.ReportDiagnostic(TuningProblems.Diagnostic(problem));
    }
}
