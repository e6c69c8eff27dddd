using System.Reflection;

namespace KernelGen.Runtime.Tests.PublicApi;

/// <summary>Types as C# writes them.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint", [typeof(nuint)] = "nuint", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(string)] = "string", [typeof(object)] = "object",
    };

    /// <summary>The line that declares a type.</summary>
    public static string Declaration(Type type)
    {
        var bases = new[] { type.BaseType }
            .Where(one => one is not null && one != typeof(object) && one != typeof(ValueType) && one != typeof(Enum)
                && one != typeof(MulticastDelegate))
            .Select(one => Name(one!))
            .Concat(type.IsEnum ? [] : Interfaces(type).Select(Name).Order(StringComparer.Ordinal))
            .ToList();
        var list = bases.Count > 0 ? " : " + string.Join(", ", bases) : "";
        return $"{Kind(type)} {Name(type)}{list}{Constraints(type.GetGenericArguments())}";
    }

    /// <summary>A type in a signature.</summary>
    public static string Name(Type type)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsByRef || type.IsPointer)
            return Name(type.GetElementType()!) + (type.IsPointer ? "*" : "");
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        var outer = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : "";
        return type.IsGenericType
            ? $"{outer}{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : outer + type.Name;
    }

    /// <summary>A type with the question mark of a reference that may be null.</summary>
    public static string Name(Type type, NullabilityInfo nullability)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, nullability.ElementType ?? nullability);
        var mark = !type.IsValueType && nullability.ReadState == NullabilityState.Nullable && !type.IsGenericParameter ? "?" : "";
        return type is { IsGenericType: true, IsValueType: false } && nullability.GenericTypeArguments.Length > 0
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Zip(nullability.GenericTypeArguments, Name))}>"
                + mark
            : Name(type) + mark;
    }

    /// <summary>What type parameters must be.</summary>
    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters
        .Where(parameter => parameter.IsGenericParameter)
        .Select(parameter => (parameter.Name, Constraint: Constraint(parameter)))
        .Where(one => one.Constraint.Length > 0)
        .Select(one => $" where {one.Name} : {one.Constraint}"));

    private static string Constraint(Type parameter)
    {
        if (parameter.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "IsUnmanagedAttribute"))
            return "unmanaged";
        var attributes = parameter.GenericParameterAttributes;
        var first = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? "struct"
            : attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : "";
        var types = parameter.GetGenericParameterConstraints().Where(one => one != typeof(ValueType)).Select(Name);
        return string.Join(", ", types.Prepend(first).Where(one => one.Length > 0));
    }

    private static IEnumerable<Type> Interfaces(Type type) => type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []);

    private static string Kind(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "delegate";
        var record = type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null ? "record " : "";
        if (type.IsValueType)
            return (type.IsDefined(typeof(System.Runtime.CompilerServices.IsReadOnlyAttribute)) ? "readonly " : "")
                + (type.IsByRefLike ? "ref " : "") + record + "struct";
        var modifier = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return modifier + (record.Length > 0 ? "record" : "class");
    }
}
