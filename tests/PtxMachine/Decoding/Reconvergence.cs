using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Decoding;

/// <summary>
/// Finds for every branch where its sides meet again: the immediate post-dominator, by the algorithm of Cooper, Harvey and Kennedy ("A
/// Simple, Fast Dominance Algorithm") on the reversed graph of instructions. A guarded exit counts as an instruction that falls through.
/// </summary>
internal sealed class Reconvergence
{
    private const int Unknown = -1;

    private readonly Operation[] operations;
    private readonly int end;
    private readonly int[] order;
    private readonly int[] number;
    private readonly int[] joins;

    private Reconvergence(Operation[] operations)
    {
        this.operations = operations;
        end = operations.Length;
        number = new int[end + 1];
        joins = new int[end + 1];
        order = PostOrder();
    }

    public static void Find(Operation[] operations)
    {
        var search = new Reconvergence(operations);
        search.Solve();
        foreach (var branch in operations.OfType<Branch>())
        {
            branch.Reconvergence = search.joins[branch.Index] == Unknown ? operations.Length : search.joins[branch.Index];
            // The side that ends at once runs first: the other may come to a barrier, which waits for live threads only.
            branch.RunsTargetFirst = search.StepsToEnd(branch.Target) <= search.StepsToEnd(branch.Index + 1);
        }
    }

    private void Solve()
    {
        Array.Fill(joins, Unknown);
        joins[end] = end;
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            // Nearest to the end first, so that one pass settles all but loops.
            foreach (var node in order)
            {
                var join = Unknown;
                foreach (var successor in Successors(node))
                {
                    if (joins[successor] != Unknown)
                        join = join == Unknown ? successor : Meet(join, successor);
                }

                hasChanged |= join != joins[node];
                joins[node] = join;
            }
        }
    }

    private int Meet(int a, int b)
    {
        while (a != b)
        {
            while (number[a] > number[b])
                a = joins[a];
            while (number[b] > number[a])
                b = joins[b];
        }

        return a;
    }

    // Reverse post-order of the reversed graph, the end first (it is left out of the list, and has the number 0).
    private int[] PostOrder()
    {
        var predecessors = Predecessors();
        var visited = new bool[end + 1];
        var finished = new List<int>();
        var stack = new Stack<(int Node, int Next)>();
        stack.Push((end, 0));
        visited[end] = true;
        while (stack.TryPop(out var top))
        {
            if (top.Next == predecessors[top.Node].Count)
            {
                finished.Add(top.Node);
                continue;
            }

            stack.Push((top.Node, top.Next + 1));
            var predecessor = predecessors[top.Node][top.Next];
            if (!visited[predecessor])
            {
                visited[predecessor] = true;
                stack.Push((predecessor, 0));
            }
        }

        finished.Reverse();
        for (var i = 0; i < finished.Count; i++)
            number[finished[i]] = i;
        return [.. finished.Skip(1)];
    }

    private List<int>[] Predecessors()
    {
        var predecessors = new List<int>[end + 1];
        for (var node = 0; node <= end; node++)
            predecessors[node] = [];
        for (var node = 0; node < end; node++)
        {
            foreach (var successor in Successors(node))
                predecessors[successor].Add(node);
        }

        return predecessors;
    }

    private int[] Successors(int node) => operations[node] switch
    {
        Branch { GuardRegister: < 0 } branch => [branch.Target],
        Branch branch => [branch.Target, node + 1],
        Exit { GuardRegister: < 0 } => [end],
        _ => [node + 1],
    };

    // Instructions up to an unguarded exit; the largest number when a branch comes first.
    private int StepsToEnd(int node)
    {
        for (var place = node; place < end; place++)
        {
            if (operations[place] is Exit { GuardRegister: < 0 })
                return place - node;
            if (operations[place] is Branch)
                return int.MaxValue;
        }

        return end - node;
    }
}
