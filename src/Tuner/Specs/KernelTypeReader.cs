using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KernelGen.Tuner.Specs;

/// <summary>Reads from an assembly's metadata which kernels were emitted into a spec's class: each is a class nested in it.</summary>
internal static class KernelTypeReader
{
    /// <summary>The names of the classes nested in a type; none when the type is not there.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="typeName">The type's full name, enclosing classes separated by '.' or '+'.</param>
    public static IReadOnlySet<string> NestedTypes(string path, string typeName)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        var wanted = typeName.Replace('+', '.');
        foreach (var handle in metadata.TypeDefinitions)
        {
            if (FullName(metadata, handle) == wanted)
            {
                return metadata.GetTypeDefinition(handle).GetNestedTypes()
                    .Select(nested => metadata.GetString(metadata.GetTypeDefinition(nested).Name))
                    .ToHashSet();
            }
        }
        return new HashSet<string>();
    }

    private static string FullName(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        var outer = type.GetDeclaringType();
        if (!outer.IsNil)
            return $"{FullName(metadata, outer)}.{name}";
        var space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
