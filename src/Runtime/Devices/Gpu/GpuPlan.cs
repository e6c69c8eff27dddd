using KernelGen.Planning;

namespace KernelGen.Devices.Gpu;

/// <summary>
/// Tile plans as one array of integers, as kernels walk them. First, for each plan, where it begins. A plan: for each query tile and once
/// more, the number of its first run, counted in pairs of integers from the array's start; then the query tiles, the dearest first. Last
/// the runs: the first key tile, and twice the number of tiles, plus 1 when they are Full. A plan that several heads share is there once.
/// </summary>
public static class GpuPlan
{
    /// <summary>The array for plans of the same number of query tiles.</summary>
    public static int[] Flatten(IReadOnlyList<TilePlan> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        TilePlan[] distinct = [.. plans.Distinct<TilePlan>(ReferenceEqualityComparer.Instance)];
        var runs = distinct.Sum(plan => Enumerable.Range(0, plan.QueryTiles).Sum(tile => (long)plan.Runs(tile).Length));
        var heads = distinct.Sum(plan => 2L * plan.QueryTiles + 1);
        var firstRun = (plans.Count + heads + 1) / 2;
        var array = new int[checked((int)(2 * (firstRun + runs)))];
        var (head, run) = (plans.Count, (int)firstRun);
        var places = new Dictionary<TilePlan, int>(distinct.Length, ReferenceEqualityComparer.Instance);
        foreach (var plan in distinct)
        {
            places.Add(plan, head);
            Write(plan, array, head, ref run);
            head += 2 * plan.QueryTiles + 1;
        }
        for (var i = 0; i < plans.Count; i++)
            array[i] = places[plans[i]];
        return array;
    }

    private static void Write(TilePlan plan, int[] array, int head, ref int run)
    {
        for (var tile = 0; tile < plan.QueryTiles; tile++)
        {
            array[head + tile] = run;
            foreach (var one in plan.Runs(tile))
            {
                (array[2 * run], array[2 * run + 1]) = (one.Start, (one.Count << 1) | (one.IsFull ? 1 : 0));
                run++;
            }
        }
        array[head + plan.QueryTiles] = run;
        plan.LongestFirst.CopyTo(array.AsSpan(head + plan.QueryTiles + 1));
    }
}
