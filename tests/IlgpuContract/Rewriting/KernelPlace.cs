using System.Reflection;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>An instruction of a kernel or of a method that it calls.</summary>
internal sealed record KernelPlace(MethodBase Method, int Offset)
{
    public override string ToString() =>
        $"{Method.DeclaringType?.Name}.{Method.Name} at IL_{Offset:x4}{(SourceLines.Find(Method, Offset) is { } line ? $" ({line})" : "")}";
}
