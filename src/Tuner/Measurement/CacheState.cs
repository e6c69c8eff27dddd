namespace KernelGen.Tuner.Measurement;

/// <summary>What the processor's caches hold when a run starts.</summary>
internal enum CacheState
{
    /// <summary>What the run before left: the tensors, as far as they fit. As in a loop over layers that is called again and again.</summary>
    Warm,

    /// <summary>Something else: as after other work that fills the caches.</summary>
    Cold,
}
