using KernelGen.Generator.Model;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>
/// The file for projects that reference ILGPU: the members that launch, and the kernels in a class of their own, which only this file sees.
/// It depends on the spec and its tuned choices for ILGPU's devices.
/// </summary>
internal static class IlgpuEmitter
{
    /// <summary>The file.</summary>
    public static string Emit(IlgpuPlan plan, CancellationToken cancellation)
    {
        var model = plan.Model;
        if (model.Spec is not { } spec)
            return EmitFallback(plan, model.Problem ?? "the spec could not be read");
        return plan.Configs.Count == 0 ? EmitFallback(plan, IlgpuFeasibility.WhyNotSpec(spec) ?? "no config fits", "NotSupportedException") : Emit(plan, spec, cancellation);
    }

    private static string Emit(IlgpuPlan plan, AttentionSpec spec, CancellationToken cancellation)
    {
        var (model, configs) = (plan.Model, plan.Configs);
        var className = HintNames.Identifier(model.Type) + "_Ilgpu";
        var writer = SpecFile.Open(MemberAttributes.OfAssembly(model.Type, configs.Select(config => config.Id), plan.Choices));
        writer.Cancellation = cancellation;
        WriteMembers(writer, model, (inside, member)
            => IlgpuSurfaceBody.Write(inside, model, member, $"global::{SpecFile.Namespace}.{className}"));
        writer.Line();
        using (writer.Block($"namespace {SpecFile.Namespace}"))
        {
            // Inside the namespace, where they outrank the types of the global one.
            foreach (var name in IlgpuTemplate.Usings)
                writer.Line($"using global::{name};");
            writer.Line();
            SpecFile.WriteComment(writer, [$"<summary>ILGPU kernels of {model.Type.FullName}.</summary>", .. SpecComment.Remarks(spec)]);
            writer.Line(MemberAttributes.Line);
            using (writer.Block($"file static class {className}"))
                IlgpuTemplate.Emit(writer, spec, SpecFile.CompiledOf(model.Type), configs, plan.Choices, plan.HasCuda ? CudaEmitter.KernelsOf(model.Type) : null);
        }
        return writer.ToString();
    }

    /// <summary>A file whose members throw, with the reason.</summary>
    public static string EmitFallback(IlgpuPlan plan, string problem, string exception = "InvalidOperationException")
    {
        var model = plan.Model;
        var message = $"The attention spec '{model.Type.FullName}' has no ILGPU kernels: {problem}";
        var writer = SpecFile.Open();
        WriteMembers(writer, model, (inside, _) =>
        {
            using (inside.Indent())
                inside.Line($"=> throw new global::System.{exception}({Literals.Text(message)});");
        });
        return writer.ToString();
    }

    // A null in place of a member stands for Explain.
    private static void WriteMembers(SourceWriter writer, SpecModel model, Action<SourceWriter, GpuMember?> writeBody)
        => SpecFile.WriteClass(writer, model.Type, [], inside =>
        {
            foreach (var member in GpuMember.OfIlgpu(model))
            {
                SurfaceEmitter.WriteSignature(inside, GpuSurface.Of(model, member, GpuDialect.Ilgpu), isUnsafe: !member.OnlyForwards);
                writeBody(inside, member);
                inside.Line();
            }
            SurfaceEmitter.WriteSignature(inside, IlgpuSurfaceBody.Explain, isUnsafe: false);
            writeBody(inside, null);
        });
}
