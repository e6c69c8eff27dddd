namespace KernelGen.Tuner.Replay;

/// <summary>
/// Which recorded round a round of a search is served from. All variants of a round are served from the same one, because that is what they had in
/// common: the state of the machine.
/// </summary>
/// <param name="recorded">Rounds of the recording.</param>
/// <param name="seed">0 for the recorded order, from the start again when it ends; other numbers draw rounds at random.</param>
internal sealed class RecordedRounds(int recorded, int seed)
{
#pragma warning disable CA5394 // Nothing here is a secret; the draw must be the same every time.
    private readonly Random? _random = seed == 0 ? null : new Random(seed);

    private int _next;

    /// <summary>The next round.</summary>
    public int Next() => _random?.Next(recorded) ?? _next++ % recorded;
#pragma warning restore CA5394
}
