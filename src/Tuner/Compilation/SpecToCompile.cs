using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Compilation;

/// <summary>A spec to compile in memory.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Name">The name it goes by.</param>
/// <param name="Configs">The configs to emit.</param>
public sealed record SpecToCompile(AttentionSpec Spec, string Name, IReadOnlyList<CpuConfig> Configs);
