using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>What ILGPU demands of a kernel's method and of its parameters.</summary>
internal static class Signatures
{
    // An assembly that opens its internals to this one may use internal structs as parameters.
    private const string LauncherAssembly = "ILGPURuntime";

    public static string? WhyNot(MethodInfo method)
    {
        if (!method.IsStatic)
            return "a kernel is a static method; a lambda or a local function that captures variables is an object's method.";
        if (method.ReturnType != typeof(void))
            return $"a kernel returns nothing, this one {method.ReturnType.Name}.";
        return method.GetParameters().Select(WhyNot).FirstOrDefault(static reason => reason is not null);
    }

    private static string? WhyNot(ParameterInfo parameter)
    {
        if (WhyNotType(parameter.ParameterType) is { } reason)
            return $"parameter {parameter.Name}: {reason}";
        var opened = parameter.ParameterType.Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>();
        return parameter.ParameterType.IsVisible || opened.Any(static to => to.AssemblyName == LauncherAssembly)
            ? null
            : $"parameter {parameter.Name}: the struct {parameter.ParameterType.Name} must be public, or a launch finds its access denied.";
    }

    private static string? WhyNotType(Type type) => type switch
    {
        _ when type == typeof(bool) || type == typeof(char) => $"{type.Name} is not blittable; pass an int.",
        { IsByRef: true } => "passed by reference; pass the value.",
        { IsByRefLike: true } => $"{type.Name} is a ref struct, such as a span; pass an ArrayView.",
        { IsValueType: false } => $"{type.Name} is a reference type or a pointer.",
        _ when type == typeof(System.Half) => "System.Half is not supported; pass ILGPU.Half.",
        _ when type == typeof(decimal) => "decimal is not supported.",
        { IsPrimitive: true } or { IsEnum: true } => null,
        _ when type.Assembly == typeof(KernelConfig).Assembly => null,
        _ => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => WhyNotType(field.FieldType) is { } reason ? $"field {field.Name} of {type.Name}: {reason}" : null)
            .FirstOrDefault(static reason => reason is not null),
    };
}
