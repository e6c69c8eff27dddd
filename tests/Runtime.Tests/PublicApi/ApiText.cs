using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace KernelGen.Runtime.Tests.PublicApi;

/// <summary>The public API of an assembly as text: types by namespace and name, members sorted, one per line.</summary>
internal static class ApiText
{
    private const BindingFlags Declared
        = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All of it.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        var spaces = assembly.GetExportedTypes().GroupBy(type => type.Namespace);
        foreach (var space in spaces.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append($"namespace {space.Key}\n");
            foreach (var type in space.OrderBy(TypeText.Name, StringComparer.Ordinal))
                text.Append($"\n  {TypeText.Declaration(type)}\n").AppendJoin("", Lines(type).Select(line => $"    {line}\n"));
        }
        return text.ToString();
    }

    private static IEnumerable<string> Lines(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return [MemberText.Method(type.GetMethod("Invoke")!)];
        if (type.IsEnum)
            return Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => $"{Enum.GetName(type, value)} = {value}");
        return type.GetMembers(Declared).Where(IsOurs)
            .Select(member => (Kind: Kind(member), member.Name, Text: MemberText.Of(member)))
            .Where(line => line.Text is not null)
            .OrderBy(line => line.Kind).ThenBy(line => line.Name, StringComparer.Ordinal).ThenBy(line => line.Text, StringComparer.Ordinal)
            .Select(line => line.Text!);
    }

    // Fields, constructors, properties, methods, operators.
    private static int Kind(MemberInfo member) => member switch
    {
        FieldInfo => 0,
        ConstructorInfo => 1,
        PropertyInfo => 2,
        MethodInfo { IsSpecialName: true } => 4,
        _ => 3,
    };

    // What the compiler writes for records says nothing that the word "record" does not.
    private static bool IsOurs(MemberInfo member)
        => !member.IsDefined(typeof(CompilerGeneratedAttribute));
}
