namespace KernelGen.Templates.Expressions;

/// <summary>What an expression may read.</summary>
public enum ExprVariable
{
    /// <summary>The query's absolute position, <c>q</c>; negative where the query offset is.</summary>
    Query,

    /// <summary>The key's index, <c>k</c>, 0 to Nk - 1.</summary>
    Key,

    /// <summary>Nq, <c>queryLength</c>.</summary>
    QueryLength,

    /// <summary>Nk, <c>keyLength</c>.</summary>
    KeyLength,

    /// <summary>The position of query row 0, <c>queryOffset</c>; <c>q - queryOffset</c> is the query's row.</summary>
    QueryOffset,

    /// <summary>Which sequence, <c>batch</c>.</summary>
    Batch,

    /// <summary>Which query head, <c>head</c>.</summary>
    Head,

    /// <summary>Which key head, <c>kvHead</c>.</summary>
    KeyHead,

    /// <summary>How many query heads there are, <c>queryHeads</c>.</summary>
    QueryHeads,

    /// <summary>The scaled logit, <c>score</c>; a Float, and only in score functions.</summary>
    Score,
}
