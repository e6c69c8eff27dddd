using KernelGen.Generator.Model;
using KernelGen.Templates;

namespace KernelGen.Generator.Emission;

/// <summary>The file that holds <c>Compiled</c>: the tile classifier, the oracle and the kernels of a spec.</summary>
internal static class KernelsEmitter
{
    /// <summary>The file; for a spec with errors, one whose <c>Compiled</c> says what they are.</summary>
    public static string Emit(KernelPlan plan) => plan.Spec is not { } spec
        ? EmitFallback(plan, plan.Problem ?? "the spec could not be read")
        : SpecFile.Write(
            plan.Type, CompiledSpecTemplate.Usings, [], [], isUnsafe: true,
            writer => CompiledSpecTemplate.Emit(writer, spec, plan.Type.FullName, plan.Configs, plan.Choices));

    /// <summary>A file in which every use of the spec throws, with the reason.</summary>
    public static string EmitFallback(KernelPlan plan, string problem)
    {
        var compiled = $"global::KernelGen.CompiledSpec<{SurfaceEmitter.ElementName(plan.Precision)}>";
        var message = $"The attention spec '{plan.Type.FullName}' has no kernels, because it did not compile: {problem}";
        return SpecFile.Write(plan.Type, [], [], [], isUnsafe: false, writer =>
        {
            writer.Line("/// <summary>Throws: the spec did not compile, see the diagnostic in the message.</summary>");
            writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">Always.</exception>");
            writer.Line(MemberAttributes.Line);
            writer.Line($"public static {compiled} Compiled");
            using (writer.Indent())
                writer.Line($"=> throw new global::System.InvalidOperationException({Literals.Text(message)});");
        });
    }
}
