using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>File and line of an instruction, from the symbols that lie beside its assembly.</summary>
internal static class SourceLines
{
    public static string? Find(MethodBase method, int offset)
    {
        var symbols = Path.ChangeExtension(method.Module.Assembly.Location, ".pdb");
        if (!File.Exists(symbols))
            return null;
        using var stream = File.OpenRead(symbols);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();
        var handle = (MethodDefinitionHandle)MetadataTokens.EntityHandle(method.MetadataToken);
        var point = reader.GetMethodDebugInformation(handle).GetSequencePoints()
            .Where(point => !point.IsHidden && point.Offset <= offset)
            .Select(point => (SequencePoint?)point)
            .LastOrDefault();
        return point is { } found
            ? $"{Path.GetFileName(reader.GetString(reader.GetDocument(found.Document).Name))}:{found.StartLine}"
            : null;
    }
}
