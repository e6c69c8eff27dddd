using KernelGen.Planning;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// Upper bounds on differences of variables (a difference bound matrix): enough to see that <c>k &lt;= q</c> and <c>k - q &gt;= 3</c>
/// exclude each other, which intervals of q and k alone cannot.
/// </summary>
internal sealed class DifferenceBounds
{
    // Node 0 is the constant 0, so a bound on one variable is a difference too; node 1 + v is variable v.
    private const int Nodes = 1 + (int)ExprVariable.QueryHeads + 1;
    private const long None = long.MaxValue / 4;
    private const int Largest = int.MaxValue / 2;

    // Queries stand before the first key where they outnumber the keys.
    private const int SmallestPosition = -(1 << 29);

    // _most[a, b] bounds a - b from above.
    private readonly long[,] _most = new long[Nodes, Nodes];

    public DifferenceBounds()
    {
        for (var a = 0; a < Nodes; a++)
        {
            for (var b = 0; b < Nodes; b++)
                _most[a, b] = a == b ? 0 : None;
        }
        for (var variable = ExprVariable.Query; variable <= ExprVariable.QueryHeads; variable++)
        {
            Limit(Node(variable), 0, Range(variable).Max);
            Limit(0, Node(variable), -Range(variable).Min);
        }
        Limit(Node(ExprVariable.Key), Node(ExprVariable.KeyLength), -1);
        Limit(Node(ExprVariable.KeyHead), Node(ExprVariable.Head), 0);
        Limit(Node(ExprVariable.QueryOffset), Node(ExprVariable.Query), 0);
        Limit(Node(ExprVariable.Head), Node(ExprVariable.QueryHeads), -1);
    }

    private DifferenceBounds(long[,] most) => _most = most;

    /// <summary>The values that proofs are made for: up to 2^30, so that differences and sums fit int32.</summary>
    public static Interval Range(ExprVariable variable) => variable switch
    {
        ExprVariable.Query or ExprVariable.QueryOffset => new Interval(SmallestPosition, Largest),
        ExprVariable.QueryLength or ExprVariable.KeyLength or ExprVariable.QueryHeads => new Interval(1, Largest),
        _ => new Interval(0, Largest),
    };

    public DifferenceBounds Copy() => new((long[,])_most.Clone());

    /// <summary>Adds <c>difference op 0</c>; forms that are not a difference of two variables (or one) add nothing.</summary>
    public void Add(BinaryOp op, LinearForm difference)
    {
        var terms = difference.Terms.ToArray();
        var plus = terms.Where(term => term.Value == 1).Select(term => Node(term.Key)).DefaultIfEmpty(0).ToArray();
        var minus = terms.Where(term => term.Value == -1).Select(term => Node(term.Key)).DefaultIfEmpty(0).ToArray();
        if (plus.Length > 1 || minus.Length > 1 || terms.Any(term => term.Value is not (1 or -1)))
            return;
        if (op is BinaryOp.Less or BinaryOp.LessOrEqual or BinaryOp.Equal)
            Limit(plus[0], minus[0], -difference.Constant - (op == BinaryOp.Less ? 1 : 0));
        if (op is BinaryOp.Greater or BinaryOp.GreaterOrEqual or BinaryOp.Equal)
            Limit(minus[0], plus[0], difference.Constant - (op == BinaryOp.Greater ? 1 : 0));
    }

    /// <summary>Whether some values meet all bounds: no cycle of differences adds up to less than 0 (Floyd and Warshall).</summary>
    public bool AreConsistent()
    {
        for (var via = 0; via < Nodes; via++)
        {
            for (var a = 0; a < Nodes; a++)
            {
                for (var b = 0; b < Nodes; b++)
                    Limit(a, b, Math.Min(None, _most[a, via] + _most[via, b]));
            }
        }
        return Enumerable.Range(0, Nodes).All(node => _most[node, node] >= 0);
    }

    private void Limit(int a, int b, long most) => _most[a, b] = Math.Min(_most[a, b], most);

    private static int Node(ExprVariable variable) => 1 + (int)variable;
}
