namespace KernelGen.Tuner.Search;

/// <summary>
/// The order within a round. Each round has another one, the same in every search: a variant that always came first would pay, round for
/// round, for what the tuner did just before, and one that always followed a slow variant for what that left in the caches.
/// </summary>
internal static class RoundOrder
{
    /// <summary>Items in the order of a round.</summary>
    /// <param name="items">The items.</param>
    /// <param name="round">The round's number.</param>
    public static T[] Of<T>(IReadOnlyList<T> items, int round)
    {
        T[] order = [.. items];
        new Random(round).Shuffle(order);
        return order;
    }
}
