using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Tests;

/// <summary>The patterns that read data, with the data of a case.</summary>
public static class DataPatternCases
{
    // How long documents are, over and over.
    private static readonly int[] s_lengths = [1, 30, 64, 2, 7, 41, 19, 90, 13, 200];

    // Of more heads than the papers' cases have: kernels run with up to 16.
    private static readonly int[] s_spans = [0, 9, 40, 1000, 3, 64, 127, 1, 500, 17, 5, 256, 2, 90, 31, 12];

    public static IReadOnlyList<PatternCase> All { get; } =
    [
        new("Documents", DocumentPatterns.Documents(false), at => SameSegment(at.Query, at.Key, 0))
        {
            Data = [DocumentPatterns.Document],
            Values = length => [Documents(length, 0)],
        },
        new("Documents(perSequence)", DocumentPatterns.Documents(true), at => SameSegment(at.Query, at.Key, 3 * at.Batch))
        {
            Data = [DocumentPatterns.Document],
            Values = length => [Documents(length, 0).Concat(Documents(length, 3)).ToArray()],
        },
        new("AnchorContext", DocumentPatterns.AnchorContext(1, false), at => at.Key == 0 || SameSegment(at.Query, at.Key, 0))
        {
            Data = [DocumentPatterns.Document],
            Values = length => [Documents(length, 0)],
        },
        new("AnchorContext(7, perSequence)", DocumentPatterns.AnchorContext(7, true), at => at.Key < 7 || SameSegment(at.Query, at.Key, 3 * at.Batch))
        {
            Data = [DocumentPatterns.Document],
            Values = length => [Documents(length, 0).Concat(Documents(length, 3)).ToArray()],
        },
        new("RetrievalHeads(3, 20)", HeadPatterns.RetrievalHeads(3, 20), RetrievalHeads)
        {
            Data = [HeadPatterns.Retrieval],
            Values = _ => [new[] { false, true, true, false }],
        },
        new("HeadSpans", HeadPatterns.HeadSpans(true), at => Enumerable.Range(0, 1 + s_spans[at.Head]).Any(step => at.Query - step == at.Key))
        {
            Data = [HeadPatterns.Span],
            Values = _ => [s_spans],
        },
        new("HeadSpans(both ways)", HeadPatterns.HeadSpans(false), at => Math.Abs(at.Query - at.Key) < 1 + s_spans[at.Head])
        {
            Data = [HeadPatterns.Span],
            Values = _ => [s_spans],
        },
        new("TokenTree", TreePatterns.TokenTree(), at => SeesInTree(at.Query, at.Key, Committed(at.Length)))
        {
            Data = [TreePatterns.Committed, TreePatterns.Enter, TreePatterns.Leave],
            Values = length => [Committed(length), .. Walk(length - Committed(length))],
        },
    ];

    private static bool RetrievalHeads(PatternPoint at)
    {
        var isStreaming = at.KeyHead is 0 or 3;
        var seen = Enumerable.Range(0, at.Query + 1);
        return (isStreaming ? seen.Take(3).Concat(seen.TakeLast(21)) : seen).Contains(at.Key);
    }

    private static int Committed(int length) => length * 2 / 3;

    private static int Parent(int token) => (token * 7 + 3) % (token + 1) - 1;

    // Upwards from the query's token, one parent after the other, to the committed keys.
    private static bool SeesInTree(int q, int k, int committed)
    {
        if (q < committed || k < committed)
            return k <= q;
        var token = q - committed;
        while (token >= 0 && token != k - committed)
            token = Parent(token);
        return token >= 0;
    }

    // The places where a recursive walk comes to each token, and where it has left all below it.
    private static int[][] Walk(int tokens)
    {
        var (enter, leave, place) = (new int[tokens], new int[tokens], 0);
        Visit(-1);
        return [enter, leave];

        void Visit(int parent)
        {
            foreach (var token in Enumerable.Range(0, tokens).Where(token => Parent(token) == parent))
            {
                enter[token] = place++;
                Visit(token);
                leave[token] = place;
            }
        }
    }

    // Where the documents end; the first of them is the one at "first" in the list.
    private static IEnumerable<int> Ends(int first)
    {
        var end = 0;
        for (var i = first; ; i++)
            yield return end += s_lengths[i % s_lengths.Length];
    }

    private static int[] Documents(int length, int first)
        => [.. Enumerable.Range(0, length).Select(position => 5 + Ends(first).TakeWhile(end => end <= position).Count())];

    private static bool SameSegment(int q, int k, int first) => Ends(first).First(end => end > Math.Min(q, k)) > Math.Max(q, k);
}
