namespace KernelGen.Tuner.Compilation;

/// <summary>Emitted code did not compile: a defect of the templates. The message holds the errors and the listing with line numbers.</summary>
public sealed class SpecCompilationException(string message) : Exception(message);
