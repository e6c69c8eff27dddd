namespace KernelGen.Selection;

/// <summary>A tuner's verdict that travelled with the assembly (from tuning-db/) or comes from the database.</summary>
/// <param name="DeviceKey">The device it was measured on.</param>
/// <param name="Bucket">The shape bucket, in <see cref="ShapeBucket"/>'s text form.</param>
/// <param name="VariantId">The winner.</param>
public sealed record TunedChoice(string DeviceKey, string Bucket, string VariantId);
