using System.Reflection;

namespace KernelGen.Ilgpu.Tests.Real;

/// <summary>Signatures as text, so that those of two assemblies of one name can be compared.</summary>
internal static class SignatureText
{
    public static string OfType(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => $"enum : {Enum.GetUnderlyingType(type)}",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        return $"{kind} {type.FullName}{Constraints(type.GetGenericArguments())}";
    }

    public static IEnumerable<string> Members(Type type, BindingFlags flags) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}")
        : [.. type.GetMethods(flags).Where(IsPublic).Select(Of), .. type.GetConstructors(flags).Where(IsPublic).Select(Of),
            .. type.GetFields(flags).Where(static field => field.IsPublic).Select(Of)];

    /// <summary>A member that the contract declares may be inherited in the real assembly.</summary>
    public static HashSet<string> MembersWithInherited(Type type, BindingFlags flags)
    {
        var members = new HashSet<string>(Members(type, flags));
        for (var parent = type.BaseType; parent is not null && parent != typeof(object); parent = parent.BaseType)
            members.UnionWith(Members(parent, flags));
        foreach (var contract in type.IsInterface ? type.GetInterfaces() : [])
            members.UnionWith(Members(contract, flags));
        return members;
    }

    private static bool IsPublic(MethodBase method) => method.IsPublic;

    private static string Of(FieldInfo field) => $"{(field.IsStatic ? "static " : "")}{Of(field.FieldType)} {field.Name}";

    private static string Of(ConstructorInfo constructor) => $"constructor({Parameters(constructor)})";

    private static string Of(MethodInfo method) =>
        $"{(method.IsStatic ? "static " : "")}{Of(method.ReturnType)} {method.Name}"
        + $"({Parameters(method)}){Constraints(method.GetGenericArguments())}";

    private static string Parameters(MethodBase method) => string.Join(
        ", ", method.GetParameters().Select(static parameter => $"{(parameter.IsOut ? "out " : "")}{Of(parameter.ParameterType)}"));

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(static type => type.IsGenericParameter).Select(
        static type => $" where {type.GenericParameterPosition} : "
            + $"{type.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask} "
            + string.Join(" + ", type.GetGenericParameterConstraints().Select(Of).Order(StringComparer.Ordinal))));

    // Generic parameters count by their position: their names are nobody's business.
    private static string Of(Type type) => type switch
    {
        { IsByRef: true } => $"ref {Of(type.GetElementType()!)}",
        { IsArray: true } => $"{Of(type.GetElementType()!)}[]",
        { IsGenericMethodParameter: true } => $"!!{type.GenericParameterPosition}",
        { IsGenericParameter: true } => $"!{type.GenericParameterPosition}",
        { IsGenericType: true } => $"{type.Namespace}.{type.Name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>",
        _ => type.FullName!,
    };
}
