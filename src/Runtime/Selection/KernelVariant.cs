namespace KernelGen.Selection;

/// <summary>One emitted kernel: spec x family x config. Its id spells its parameters.</summary>
/// <param name="id">For example <c>cpu.simd/q48-k128-w512</c>: family, then config.</param>
/// <param name="emitterVersion">The version of the family's emitter; a change invalidates what was measured before.</param>
public abstract class KernelVariant(string id, int emitterVersion)
{
    /// <summary>The readable id, unique within a spec.</summary>
    public string Id { get; } = id;

    /// <summary>The family, the part of the id before the slash.</summary>
    public string Family { get; } = id[..id.IndexOf('/')];

    /// <summary>The version of the family's emitter that wrote this kernel.</summary>
    public int EmitterVersion { get; } = emitterVersion;
}
