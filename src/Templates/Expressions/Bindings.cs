namespace KernelGen.Templates.Expressions;

/// <summary>A value for every variable: one point at which an expression has a value.</summary>
public readonly record struct Bindings
{
    /// <summary><c>q</c></summary>
    public int Query { get; init; }

    /// <summary><c>k</c></summary>
    public int Key { get; init; }

    /// <summary><c>queryLength</c></summary>
    public int QueryLength { get; init; }

    /// <summary><c>keyLength</c></summary>
    public int KeyLength { get; init; }

    /// <summary><c>queryOffset</c></summary>
    public int QueryOffset { get; init; }

    /// <summary><c>batch</c></summary>
    public int Batch { get; init; }

    /// <summary><c>head</c></summary>
    public int Head { get; init; }

    /// <summary><c>kvHead</c></summary>
    public int KeyHead { get; init; }

    /// <summary><c>queryHeads</c></summary>
    public int QueryHeads { get; init; }

    /// <summary><c>score</c></summary>
    public float Score { get; init; }

    /// <summary>The values of the data parameters; needed only where an expression reads some.</summary>
    public IExprData? Data { get; init; }

    /// <summary>The value of an Int variable.</summary>
    public int this[ExprVariable variable] => variable switch
    {
        ExprVariable.Query => Query,
        ExprVariable.Key => Key,
        ExprVariable.QueryLength => QueryLength,
        ExprVariable.KeyLength => KeyLength,
        ExprVariable.QueryOffset => QueryOffset,
        ExprVariable.Batch => Batch,
        ExprVariable.Head => Head,
        ExprVariable.KeyHead => KeyHead,
        ExprVariable.QueryHeads => QueryHeads,
        _ => throw new ArgumentOutOfRangeException(nameof(variable), variable, "Not an Int variable."),
    };
}
