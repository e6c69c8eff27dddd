using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>Ends the lowering of a method at the first thing that has no place in a kernel; carries its diagnostic.</summary>
internal sealed class NotLowerableException(DiagnosticDescriptor descriptor, Location at, params object[] arguments)
    : Exception(descriptor.Id)
{
    /// <summary>Reports the diagnostic.</summary>
    public void Report(DiagnosticSink sink) => sink.Report(descriptor, at, arguments);
}
