using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace KernelGen.Runtime.Tests.PublicApi;

/// <summary>Members as C# declares them.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext s_nullability = new();

    /// <summary>A member that users or derived classes see; null for the others, and for the accessors of properties.</summary>
    public static string? Of(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field.Attributes) => Field(field),
        PropertyInfo property when property.GetAccessors(true).Any(IsVisible) => Property(property),
        EventInfo one when IsVisible(one.AddMethod!) => $"event {TypeText.Name(one.EventHandlerType!)} {one.Name}",
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic
            => $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !IsAccessor(method) => Method(method),
        _ => null,
    };

    /// <summary>A method.</summary>
    public static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeText.Name))}>" : "";
        return $"{Access(method)}{Modifier(method)}{Return(method)} {method.Name}{generic}({Parameters(method)})"
            + TypeText.Constraints(method.GetGenericArguments());
    }

    private static string Field(FieldInfo field)
    {
        var modifier = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var value = field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "";
        var type = TypeText.Name(field.FieldType, s_nullability.Create(field));
        return $"{(field.IsPublic ? "" : "protected ")}{modifier}{type} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible).ToList();
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var parameters = property.GetIndexParameters();
        var index = parameters.Length > 0 ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var type = TypeText.Name(property.PropertyType, s_nullability.Create(property));
        var declared = $"{Access(accessors[0])}{required}{Modifier(accessors[0])}{type} {property.Name}{index}";
        return $"{declared} {{ {string.Join(" ", accessors.Select(Accessor))} }}";
    }

    private static string Accessor(MethodInfo accessor)
    {
        var word = accessor.ReturnType == typeof(void)
            ? accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set"
            : "get";
        return word + ";";
    }

    private static string Return(MethodInfo method)
        => (method.ReturnType.IsByRef ? "ref " : "") + TypeText.Name(method.ReturnType, s_nullability.Create(method.ReturnParameter));

    private static string Parameters(MethodBase method)
        => (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var passed = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var array = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? " = " + Default(parameter) : "";
        return $"{array}{passed}{TypeText.Name(parameter.ParameterType, s_nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter)
        => parameter.RawDefaultValue is null
            && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default"
            : Literal(parameter.RawDefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Modifier(MethodInfo method)
    {
        if (method.IsStatic)
            return "static ";
        if (method.DeclaringType!.IsInterface)
            return "";
        var overrides = method.GetBaseDefinition().DeclaringType != method.DeclaringType;
        return method.IsAbstract ? "abstract " : overrides ? "override " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
    }

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldAttributes attributes)
        => (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;
}
