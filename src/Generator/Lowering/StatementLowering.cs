using System.Collections.Immutable;
using KernelGen.Generator.Diagnostics;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace KernelGen.Generator.Lowering;

/// <summary>
/// Method bodies to one expression each. What follows an "if" is lowered once per branch, with that branch's values, so assignments need no
/// merging; limits on the work and on the result keep that from growing without bound.
/// </summary>
internal sealed class StatementLowering
{
    private const string Statements = "a body has declarations, assignments, if and return";
    private const int MostStatements = 5000;

    private readonly CSharpCompilation _compilation;
    private readonly ExpressionLowering _expressions;
    private readonly CancellationToken _cancellation;
    private int _statements;

    public StatementLowering(CSharpCompilation compilation, INamedTypeSymbol owner, CancellationToken cancellation)
    {
        _compilation = compilation;
        _cancellation = cancellation;
        _expressions = new ExpressionLowering(owner, Inline, cancellation);
    }

    /// <summary>Where the expressions that are operations were written first.</summary>
    public IReadOnlyDictionary<Expr, SyntaxNode> Places => _expressions.Places;

    /// <summary>What a call of a method is worth, with the scope's values for its parameters.</summary>
    /// <param name="method">The method.</param>
    /// <param name="scope">The values of its parameters, and the calls that led here.</param>
    /// <param name="call">Where it is called.</param>
    public Expr Inline(IMethodSymbol method, LoweringScope scope, Location call)
    {
        if (scope.Calls.Contains(method, SymbolEqualityComparer.Default))
            throw new NotLowerableException(Descriptors.RecursivePredicate, call, method.Name);
        var syntax = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_cancellation);
        var body = syntax is null ? null : Model(syntax).GetOperation(syntax, _cancellation) as IMethodBodyOperation;
        if ((body?.BlockBody ?? body?.ExpressionBody) is not { } block)
            throw Refused.At(call, method.Name, "it has no body");
        var inside = scope with { Calls = scope.Calls.Add(method) };
        var value = Body(block, inside, call) ?? throw Refused.At(call, method.Name, "it does not return a value");
        ExprSize.Check(value, call);
        return value;
    }

    // What is too deep for the stack is far deeper than ExprSize allows: the same is said of it, on every thread.
    private Expr? Body(IOperation block, LoweringScope scope, Location call)
    {
        try
        {
            return Run(ImmutableStack.Create(block), scope);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new NotLowerableException(Descriptors.PredicateTooLarge, call);
        }
    }

#pragma warning disable RS1030 // The parser runs in the generator too, which has no model of another file's tree.
    private SemanticModel Model(SyntaxNode syntax) => _compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030

    // The value that is returned, null where the end is reached without one.
    private Expr? Run(ImmutableStack<IOperation> pending, LoweringScope scope)
    {
        while (!pending.IsEmpty)
        {
            _cancellation.ThrowIfCancellationRequested();
            pending = pending.Pop(out var statement);
            if (++_statements > MostStatements)
                throw new NotLowerableException(Descriptors.PredicateTooLarge, statement.Syntax.GetLocation());
            switch (statement)
            {
                case IBlockOperation block:
                    pending = block.Operations.Reverse().Aggregate(pending, (stack, inner) => stack.Push(inner));
                    break;
                case IReturnOperation { ReturnedValue: { } value }:
                    return _expressions.Lower(value, scope);
                case IConditionalOperation choice:
                    return Branch(choice, pending, scope);
                case IEmptyOperation:
                    break;
                default:
                    scope = Assign(statement, scope);
                    break;
            }
        }
        return null;
    }

    private Expr? Branch(IConditionalOperation choice, ImmutableStack<IOperation> rest, LoweringScope scope)
    {
        var condition = _expressions.Lower(choice.Condition, scope);
        var whenTrue = Run(rest.Push(choice.WhenTrue), scope);
        var whenFalse = Run(choice.WhenFalse is { } otherwise ? rest.Push(otherwise) : rest, scope);
        return whenTrue is null || whenFalse is null ? null : Operations.If(condition, whenTrue, whenFalse, choice);
    }

    private LoweringScope Assign(IOperation statement, LoweringScope scope) => statement switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations
            .SelectMany(declaration => declaration.Declarators)
            .Aggregate(scope, (inside, declarator) => Declare(declarator, inside)),
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false } assignment }
            => scope.With(Target(assignment.Target), _expressions.Lower(assignment.Value, scope)),
        IExpressionStatementOperation { Operation: ICompoundAssignmentOperation compound }
            => scope.With(Target(compound.Target), _expressions.Compound(compound, scope)),
        IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation step }
            => scope.With(Target(step.Target), _expressions.Step(step, scope)),
        ILoopOperation loop => throw Refused.At(
            loop.Syntax.GetFirstToken().GetLocation(), loop.Syntax.GetFirstToken().Text,
            "there are no loops; write the condition in q and k, or compute it before and give it as data"),
        ISwitchOperation choice => throw Refused.At(choice.Syntax.GetFirstToken().GetLocation(), "switch", "write a switch expression"),
        _ => throw Refused.At(statement, Statements),
    };

    private LoweringScope Declare(IVariableDeclaratorOperation declarator, LoweringScope scope)
    {
        var local = declarator.Symbol;
        if (local.IsRef)
            throw Refused.At(local.Locations[0], local.Name, "there are no references");
        return declarator.Initializer is { } initializer ? scope.With(local, _expressions.Lower(initializer.Value, scope)) : scope;
    }

    private static ISymbol Target(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => throw Refused.At(target, "only locals and parameters can be assigned to"),
    };
}
