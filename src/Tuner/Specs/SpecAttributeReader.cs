using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using KernelGen.Selection;

namespace KernelGen.Tuner.Specs;

/// <summary>
/// Reads the assembly attributes that the generator leaves, each a type name and some texts, from an assembly's metadata. Nothing is loaded, so it does not matter what
/// the assembly targets or depends on.
/// </summary>
internal static class SpecAttributeReader
{
    private const string AttributeNamespace = "KernelGen";

    // Every custom attribute's value starts with these two bytes (ECMA-335, II.23.3).
    private const ushort Prolog = 0x0001;

    /// <summary>Type names and canonical texts of the specs, in the order of the metadata.</summary>
    /// <exception cref="ToolException">The file is no managed assembly.</exception>
    public static IReadOnlyList<(string TypeName, string Text)> Specs(string path)
        => [.. Read(path, nameof(AttentionSpecTextAttribute), 2).Select(texts => (texts[0], texts[1]))];

    /// <summary>The ids of the variants that were emitted for a spec, in the order of the metadata.</summary>
    /// <exception cref="ToolException">The file is no managed assembly.</exception>
    public static IReadOnlyList<string> Variants(string path, string typeName)
        => [.. Read(path, nameof(AttentionVariantAttribute), 2).Where(texts => texts[0] == typeName).Select(texts => texts[1])];

    /// <summary>The tuned choices that were built in with a spec's kernels, in the order of the metadata.</summary>
    /// <exception cref="ToolException">The file is no managed assembly.</exception>
    public static IReadOnlyList<TunedChoice> Choices(string path, string typeName)
        => [.. Read(path, nameof(AttentionChoiceAttribute), 4).Where(texts => texts[0] == typeName).Select(texts => new TunedChoice(texts[1], texts[2], texts[3]))];

    private static IReadOnlyList<IReadOnlyList<string>> Read(string path, string name, int count)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(path));
            if (!image.HasMetadata)
                throw new ToolException($"'{path}' is not a .NET assembly; give the .dll that the project builds.");
            var metadata = image.GetMetadataReader();
            return [.. metadata.GetAssemblyDefinition().GetCustomAttributes()
                .Select(metadata.GetCustomAttribute)
                .Where(attribute => IsNamed(metadata, attribute, name))
                .Select(attribute => Arguments(metadata, attribute, count))];
        }
        catch (BadImageFormatException)
        {
            throw new ToolException($"'{path}' is not a .NET assembly; give the .dll that the project builds.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' cannot be read: {error.Message}");
        }
    }

    private static bool IsNamed(MetadataReader metadata, CustomAttribute attribute, string wanted)
    {
        var (space, name) = attribute.Constructor.Kind switch
        {
            HandleKind.MemberReference => Name(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent),
            HandleKind.MethodDefinition => Name(
                metadata, metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()),
            _ => ("", ""),
        };
        return space == AttributeNamespace && name == wanted;
    }

    private static (string Namespace, string Name) Name(MetadataReader metadata, EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeReference:
                var reference = metadata.GetTypeReference((TypeReferenceHandle)type);
                return (metadata.GetString(reference.Namespace), metadata.GetString(reference.Name));
            case HandleKind.TypeDefinition:
                var definition = metadata.GetTypeDefinition((TypeDefinitionHandle)type);
                return (metadata.GetString(definition.Namespace), metadata.GetString(definition.Name));
            default:
                return ("", "");
        }
    }

    private static IReadOnlyList<string> Arguments(MetadataReader metadata, CustomAttribute attribute, int count)
    {
        var blob = metadata.GetBlobReader(attribute.Value);
        if (blob.ReadUInt16() != Prolog)
            throw new BadImageFormatException();
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = blob.ReadSerializedString() ?? "";
        return texts;
    }
}
