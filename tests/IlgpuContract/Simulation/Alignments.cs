using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>How elements lie in a GPU's memory.</summary>
internal static class Alignments
{
    private static readonly ConcurrentDictionary<Type, (int Alignment, int Primitive)> Known = new();

    // Vector loads end at 16 bytes.
    private const int WidestAccess = 16;

    /// <summary>
    /// What an address of <typeparamref name="T"/> must be a multiple of: its size when it is two, four or eight equal fields, because
    /// those are one access; else the alignment of its widest field.
    /// </summary>
    public static int Of<T>()
        where T : unmanaged =>
        Of(typeof(T));

    public static int Of(Type type) => Known.GetOrAdd(type, Measure).Alignment;

    /// <summary>The size of the narrowest field: no access of the kernel is narrower.</summary>
    public static int NarrowestField(Type type) => Known.GetOrAdd(type, Measure).Primitive;

    private static (int Alignment, int Primitive) Measure(Type type)
    {
        var size = RuntimeHelpers.SizeOf(type.TypeHandle);
        if (type.IsPrimitive || type.IsEnum)
            return (size, size);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => Known.GetOrAdd(field.FieldType, Measure))
            .ToArray();
        var isOneAccess = fields.All(field => field == fields[0]) && size <= WidestAccess && BitOperations.IsPow2(size);
        return (isOneAccess ? size : fields.Max(field => field.Alignment), fields.Min(field => field.Primitive));
    }
}
