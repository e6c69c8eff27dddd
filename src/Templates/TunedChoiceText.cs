namespace KernelGen.Templates;

/// <summary>A tuned choice to embed in the assembly; the compile-time twin of the runtime's <c>TunedChoice</c>.</summary>
/// <param name="DeviceKey">The device it was measured on.</param>
/// <param name="Bucket">The shape bucket.</param>
/// <param name="VariantId">The winner.</param>
public sealed record TunedChoiceText(string DeviceKey, string Bucket, string VariantId);
