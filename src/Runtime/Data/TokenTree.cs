namespace KernelGen;

/// <summary>Makes the data of <see cref="TokenTreeAttribute"/>.</summary>
public static class TokenTree
{
    /// <summary>Numbers a tree of draft tokens; see <see cref="Number(ReadOnlySpan{int}, Span{int}, Span{int})"/>.</summary>
    /// <param name="parents">For each token the index of the one that it continues, -1 for one that continues the committed keys.</param>
    /// <returns>The arrays that the calls take.</returns>
    /// <exception cref="ArgumentException">A parent does not stand before its child.</exception>
    public static (int[] Enter, int[] Leave) Number(ReadOnlySpan<int> parents)
    {
        var (enter, leave) = (new int[parents.Length], new int[parents.Length]);
        Number(parents, enter, leave);
        return (enter, leave);
    }

    /// <summary>
    /// Numbers a tree of draft tokens in the order of a walk that goes down into each token's continuations before the next one: a token
    /// is a, or above a, when <c>enter[token] &lt;= enter[a] &lt; leave[token]</c>.
    /// </summary>
    /// <param name="parents">For each token the index of the one that it continues, -1 for one that continues the committed keys.</param>
    /// <param name="enter">Receives the place of each token in the walk.</param>
    /// <param name="leave">Receives the place after the last token below it.</param>
    /// <exception cref="ArgumentException">A parent does not stand before its child, or a span has another length than parents.</exception>
    public static void Number(ReadOnlySpan<int> parents, Span<int> enter, Span<int> leave)
    {
        CheckLength(enter.Length, parents.Length, nameof(enter));
        CheckLength(leave.Length, parents.Length, nameof(leave));
        CheckParents(parents);
        CountBelow(parents, leave);
        // Parents come first, so the next free place of a parent is known when its child asks for one.
        var free = new int[parents.Length + 1];
        for (var token = 0; token < parents.Length; token++)
        {
            ref var place = ref free[parents[token] + 1];
            enter[token] = place;
            place += leave[token];
            leave[token] = place;
            free[token + 1] = enter[token] + 1;
        }
    }

    // How many tokens each is together with those below it.
    private static void CountBelow(ReadOnlySpan<int> parents, Span<int> counts)
    {
        counts.Fill(1);
        for (var token = parents.Length - 1; token >= 0; token--)
        {
            if (parents[token] >= 0)
                counts[parents[token]] += counts[token];
        }
    }

    private static void CheckParents(ReadOnlySpan<int> parents)
    {
        for (var token = 0; token < parents.Length; token++)
        {
            if (parents[token] < -1 || parents[token] >= token)
            {
                var others = token == 0 ? "" : FormattableString.Invariant($" or 0 to {token - 1}");
                throw new ArgumentException(FormattableString.Invariant(
                    $"parents[{token}] is {parents[token]}; a parent stands before its child, so expected -1 (the committed keys){others}."),
                    nameof(parents));
            }
        }
    }

    private static void CheckLength(int given, int expected, string name)
    {
        if (given != expected)
            throw new ArgumentException(FormattableString.Invariant($"{name} has {given} elements; expected {expected}, one for each token."), name);
    }
}
