using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KernelGen.Generator.Lowering;

/// <summary>The indices of <c>mask[batch, head, row, k]</c>: the indexer of a tensor span takes them as one collection of native integers.</summary>
internal static class TensorIndices
{
    private const int Fewest = 2;

    /// <summary>The four indices; leading ones that are not written are 0, for dimensions that the tensor must then not have.</summary>
    /// <param name="property">The indexer.</param>
    /// <param name="lower">Lowers an index.</param>
    public static IReadOnlyList<Expr> Of(IPropertyReferenceOperation property, Func<IOperation, Expr> lower)
    {
        var argument = property.Arguments[0];
        var written = argument.ArgumentKind is ArgumentKind.ParamArray or ArgumentKind.ParamCollection ? Elements(argument.Value).ToArray() : [];
        if (written.Length is < Fewest or > TensorLoad.Rank)
            throw Refused.At(property, "a tensor is read by 2 to 4 int indices, in the order batch, head, row, k");
        var missing = Enumerable.Repeat(Expr.Int(0), TensorLoad.Rank - written.Length);
        return [.. missing, .. written.Select(index => lower(WithoutWidening(index)))];
    }

    private static IEnumerable<IOperation> Elements(IOperation collection) => collection switch
    {
        ICollectionExpressionOperation expression => expression.Elements,
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        IConversionOperation conversion => Elements(conversion.Operand),
        _ => [],
    };

    // An int becomes a native integer by an implicit conversion that nobody wrote.
    private static IOperation WithoutWidening(IOperation index)
        => index is IConversionOperation { IsImplicit: true, Type.SpecialType: SpecialType.System_IntPtr, OperatorMethod: null } widening
            ? widening.Operand
            : index;
}
