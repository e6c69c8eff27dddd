using KernelGen.Generator.Model;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>
/// The file with the CUDA kernels of a spec: the members that launch, and the kernels in a class of their own, internal, as ILGPU's members launch
/// them too. It depends on the spec and its tuned choices for CUDA devices.
/// </summary>
internal static class CudaEmitter
{
    /// <summary>C# that gives the kernels, from any file of the project.</summary>
    public static string KernelsOf(SpecType type) => $"global::{SpecFile.Namespace}.{ClassName(type)}.Kernels";

    /// <summary>The file.</summary>
    public static string Emit(CudaPlan plan, CancellationToken cancellation)
        => plan.Model.Spec is { } spec ? Emit(plan, spec, cancellation) : EmitFallback(plan, plan.Model.Problem ?? "the spec could not be read");

    private static string Emit(CudaPlan plan, AttentionSpec spec, CancellationToken cancellation)
    {
        var model = plan.Model;
        var writer = SpecFile.Open(MemberAttributes.OfAssembly(model.Type, plan.Variants, plan.Choices));
        if (CudaKernelSources.WhyNotSpec(spec) is { } reason)
            writer.Line($"// There are no CUDA kernels for this spec: {reason}. The members are here to say so, and to run on the processor for those who ask.\n");
        writer.Cancellation = cancellation;
        WriteMembers(writer, model, (inside, member) => CudaSurfaceBody.Write(inside, model, member, KernelsOf(model.Type)));
        WriteKernels(writer, model.Type, SpecComment.Remarks(spec), inside
            => CudaLauncher.Emit(inside, spec, SpecFile.CompiledOf(model.Type), plan.Variants, plan.Choices));
        return writer.ToString();
    }

    /// <summary>A file whose members throw, with the reason.</summary>
    public static string EmitFallback(CudaPlan plan, string problem)
    {
        var message = $"The attention spec '{plan.Model.Type.FullName}' has no CUDA kernels: {problem}";
        var writer = SpecFile.Open();
        WriteMembers(writer, plan.Model, (inside, _) =>
        {
            using (inside.Indent())
                inside.Line($"=> throw new global::System.InvalidOperationException({Literals.Text(message)});");
        });
        // ILGPU's members may have kernels all the same: they are told that there are none here.
        if (plan.Model.Spec is not null)
            WriteKernels(writer, plan.Model.Type, [], inside => inside.Line($"public static CudaKernels Kernels {{ get; }} = new({SpecFile.CompiledOf(plan.Model.Type)}) {{ WhyNone = {Literals.Text(problem)} }};"));
        return writer.ToString();
    }

    private static string ClassName(SpecType type) => HintNames.Identifier(type) + "_Cuda";

    private static void WriteKernels(SourceWriter writer, SpecType type, IEnumerable<string> remarks, Action<SourceWriter> write)
    {
        writer.Line();
        using (writer.Block($"namespace {SpecFile.Namespace}"))
        {
            // Inside the namespace, where they outrank the types of the global one.
            foreach (var name in CudaLauncher.Usings)
                writer.Line($"using global::{name};");
            writer.Line();
            SpecFile.WriteComment(writer, [$"<summary>CUDA kernels of {type.FullName}.</summary>", .. remarks]);
            writer.Line(MemberAttributes.Line);
            using (writer.Block($"internal static class {ClassName(type)}"))
                write(writer);
        }
    }

    // A null in place of a member stands for Explain.
    private static void WriteMembers(SourceWriter writer, SpecModel model, Action<SourceWriter, GpuMember?> writeBody)
        => SpecFile.WriteClass(writer, model.Type, [], inside =>
        {
            foreach (var member in GpuMember.OfCuda(model))
            {
                SurfaceEmitter.WriteSignature(inside, GpuSurface.Of(model, member, GpuDialect.Cuda), isUnsafe: !member.OnlyForwards);
                writeBody(inside, member);
                inside.Line();
            }
            SurfaceEmitter.WriteSignature(inside, CudaSurfaceBody.Explain, isUnsafe: false);
            writeBody(inside, null);
        });
}
