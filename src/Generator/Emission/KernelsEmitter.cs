using KernelGen.Generator.Model;
using KernelGen.Templates;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>
/// The file that holds <c>Compiled</c>: the tile classifier, the oracle and the kernels of a spec. They live in a class of their own,
/// in a namespace of ours: so no type that the user has beside the spec can take one of their names, and the user's class gets one member instead
/// of a dozen. The class is internal, for the files with kernels of other targets; the user's own class may be one that they cannot reach.
/// </summary>
internal static class KernelsEmitter
{
    /// <summary>The file; for a spec with errors, one whose <c>Compiled</c> says what they are.</summary>
    public static string Emit(KernelPlan plan, CancellationToken cancellation)
        => plan.Spec is null ? EmitFallback(plan, plan.Problem ?? "the spec could not be read") : Emit(plan, plan.Spec, cancellation);

    /// <summary>A file in which every use of the spec throws, with the reason.</summary>
    public static string EmitFallback(KernelPlan plan, string problem)
    {
        var message = $"The attention spec '{plan.Type.FullName}' has no kernels, because it did not compile: {problem}";
        var writer = SpecFile.Open();
        WriteCompiled(
            writer, plan,
            [
                "<summary>Throws: the spec did not compile, see the diagnostic in the message.</summary>",
                "<exception cref=\"global::System.InvalidOperationException\">Always.</exception>",
            ],
            $"throw new global::System.InvalidOperationException({Literals.Text(message)})");
        return writer.ToString();
    }

    private static string Emit(KernelPlan plan, AttentionSpec spec, CancellationToken cancellation)
    {
        var className = HintNames.Identifier(plan.Type);
        var writer = SpecFile.Open(MemberAttributes.OfAssembly(plan.Type, plan.Configs.Select(config => config.Id), plan.Choices));
        writer.Cancellation = cancellation;
        WriteCompiled(
            writer, plan,
            ["<summary>The spec with everything that was generated from it: facts, tile classifier, oracle and kernels.</summary>"],
            SpecFile.CompiledOf(plan.Type));
        writer.Line();
        using (writer.Block($"namespace {SpecFile.Namespace}"))
        {
            // Inside the namespace, where they outrank the types of the global one.
            foreach (var name in CompiledSpecTemplate.Usings)
                writer.Line($"using global::{name};");
            writer.Line();
            SpecFile.WriteComment(writer, [$"<summary>What was generated from {plan.Type.FullName}.</summary>", .. SpecComment.Remarks(spec)]);
            writer.Line(MemberAttributes.Line);
            using (writer.Block($"internal static unsafe class {className}"))
                CompiledSpecTemplate.Emit(writer, spec, plan.Type.FullName, plan.Configs, plan.Choices);
        }
        return writer.ToString();
    }

    private static void WriteCompiled(SourceWriter writer, KernelPlan plan, IEnumerable<string> comment, string value)
        => SpecFile.WriteClass(writer, plan.Type, [], inside =>
        {
            SpecFile.WriteComment(inside, comment);
            inside.Line(MemberAttributes.Line);
            inside.Line($"public static global::KernelGen.{CompiledSpecTemplate.TypeName(plan.Precision, SurfaceEmitter.ElementName)} Compiled");
            using (inside.Indent())
                inside.Line($"=> {value};");
        });
}
