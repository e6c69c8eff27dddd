using System.Runtime.CompilerServices;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KernelGen.Generator.Lowering;

/// <summary>C# expressions to those of the mask and score language.</summary>
/// <param name="owner">The class whose methods may be called.</param>
/// <param name="inline">Inlines one of its methods.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class ExpressionLowering(
    INamedTypeSymbol owner, Func<IMethodSymbol, LoweringScope, Location, Expr> inline, CancellationToken cancellation)
{
    private const string Possible = "an expression has arithmetic, comparisons, logic, conditions, switch expressions and calls";
    private const string Readable = "only parameters, locals and constants can be read; make it const, or a parameter of the method";

    private readonly Dictionary<Expr, SyntaxNode> _places = new(ExprByReference.Instance);

    /// <summary>Where the expressions that are operations were written first.</summary>
    public IReadOnlyDictionary<Expr, SyntaxNode> Places => _places;

    /// <summary>Lowers an expression.</summary>
    /// <exception cref="NotLowerableException">Something in it has no place in a kernel.</exception>
    /// <exception cref="InsufficientExecutionStackException">It is nested too deeply for the thread that compiles.</exception>
    public Expr Lower(IOperation operation, LoweringScope scope)
    {
        // C# reads a || b || c ... of any length; here each operand is a call deeper.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var value = LowerNew(operation, scope);
        // A variable has one object for all its places.
        if (value.Children.Count > 0 && !_places.ContainsKey(value))
            _places.Add(value, operation.Syntax);
        return value;
    }

    private Expr LowerNew(IOperation operation, LoweringScope scope)
    {
        cancellation.ThrowIfCancellationRequested();
        if (operation.ConstantValue.HasValue)
            return Constant(operation);
        return operation switch
        {
            IParameterReferenceOperation { Parameter: var parameter } when scope.Values.TryGetValue(parameter, out var value) => value,
            ILocalReferenceOperation { Local: var local } when scope.Values.TryGetValue(local, out var value) => value,
            IParenthesizedOperation inner => Lower(inner.Operand, scope),
            IConversionOperation conversion => Convert(conversion, scope),
            IUnaryOperation unary => LowerUnary(unary, scope),
            IBinaryOperation binary => LowerBinary(binary, scope),
            IConditionalOperation { WhenFalse: { } whenFalse } choice
                => Operations.If(Lower(choice.Condition, scope), Typed(choice.WhenTrue, scope), Typed(whenFalse, scope), choice),
            ISwitchExpressionOperation choice => PatternLowering.Switch(choice, scope, Lower),
            IIsPatternOperation test => PatternLowering.Matches(Typed(test.Value, scope), test.Pattern),
            IInvocationOperation call => Call(call, scope),
            IPropertyReferenceOperation property => Read(property, scope),
            IImplicitIndexerReferenceOperation fromEnd => throw Refused.At(fromEnd, "index an array by an int from its start"),
            IFieldReferenceOperation or IInstanceReferenceOperation => throw Refused.At(operation, Readable),
            IInvalidOperation => throw Refused.At(operation, "it does not compile"),
            IParameterReferenceOperation => throw Refused.At(operation, "an array is read by index"),
            _ => throw Refused.At(operation, Possible),
        };
    }

    /// <summary>The value of <c>target op= value</c>, converted back to the target's type as C# does.</summary>
    public Expr Compound(ICompoundAssignmentOperation compound, LoweringScope scope)
    {
        if (compound.OperatorMethod is not null)
            throw Refused.At(compound, Possible);
        var (target, value) = (Typed(compound.Target, scope), Typed(compound.Value, scope));
        if (value.Type == ExprType.Float && target.Type == ExprType.Int)
            target = Expr.ToFloat(target);
        return Converted(Operations.Binary(compound.OperatorKind, target, value, compound), compound.Target);
    }

    /// <summary>The value of <c>target++</c> as a statement.</summary>
    public Expr Step(IIncrementOrDecrementOperation step, LoweringScope scope)
    {
        var target = Typed(step.Target, scope);
        var one = target.Type == ExprType.Float ? Expr.Float(1) : Expr.Int(1);
        var kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        return Converted(Operations.Binary(kind, target, one, step), step.Target);
    }

    private Expr Typed(IOperation operation, LoweringScope scope)
    {
        var value = Lower(operation, scope);
        return DataTypes.ValueType(operation.Type) is not null || operation.ConstantValue.HasValue ? value : throw Refused.Type(operation);
    }

    private static Expr Constant(IOperation operation) => operation.ConstantValue.Value switch
    {
        bool value => Expr.Bool(value),
        int value => Expr.Int(value),
        short value => Expr.Int(value),
        ushort value => Expr.Int(value),
        byte value => Expr.Int(value),
        sbyte value => Expr.Int(value),
        float value => Expr.Float(value),
        _ => throw Refused.Type(operation),
    };

    private Expr Convert(IConversionOperation conversion, LoweringScope scope)
    {
        if (DataTypes.ValueType(conversion.Type) is not { } target || conversion.OperatorMethod is not null)
            throw TypeFault(conversion);
        return Converted(Typed(conversion.Operand, scope), target, conversion);
    }

    private static Expr Converted(Expr value, IOperation to)
        => DataTypes.ValueType(to.Type) is { } target ? Converted(value, target, to) : throw Refused.Type(to);

    private static Expr Converted(Expr value, ExprType target, IOperation to) => (value.Type, target) switch
    {
        (ExprType.Int, ExprType.Float) => Expr.ToFloat(value),
        (ExprType.Float, ExprType.Int) => Operations.Narrow(Expr.ToInt(value), to.Type!.SpecialType),
        (ExprType.Int, ExprType.Int) => Operations.Narrow(value, to.Type!.SpecialType),
        var (from, same) when from == same => value,
        _ => throw Refused.Type(to),
    };

    // The innermost part with a type that the language lacks is the one to change: in score * 0.5 it is 0.5.
    private static NotLowerableException TypeFault(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            var inner = child is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : child;
            if (inner.Type is not null && DataTypes.ValueType(inner.Type) is null)
                return TypeFault(inner);
        }
        return Refused.Type(operation);
    }

    private Expr LowerUnary(IUnaryOperation unary, LoweringScope scope)
    {
        if (DataTypes.ValueType(unary.Type) is null || unary.OperatorMethod is not null)
            throw TypeFault(unary);
        var operand = Lower(unary.Operand, scope);
        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Plus => operand,
            UnaryOperatorKind.Minus => Expr.Negate(operand),
            UnaryOperatorKind.Not => Expr.Not(operand),
            UnaryOperatorKind.BitwiseNegation => Expr.BitNot(operand),
            _ => throw Refused.At(unary, Possible),
        };
    }

    private Expr LowerBinary(IBinaryOperation binary, LoweringScope scope)
    {
        if (DataTypes.ValueType(binary.Type) is null || binary.OperatorMethod is not null
            || DataTypes.ValueType(binary.LeftOperand.Type) is null || DataTypes.ValueType(binary.RightOperand.Type) is null)
            throw TypeFault(binary);
        return Operations.Binary(binary.OperatorKind, Lower(binary.LeftOperand, scope), Lower(binary.RightOperand, scope), binary);
    }

    private Expr Read(IPropertyReferenceOperation property, LoweringScope scope)
    {
        if (property.Instance is not IParameterReferenceOperation { Parameter: var parameter }
            || !scope.Arrays.TryGetValue(parameter, out var array))
            throw Refused.At(property, Readable);
        if (!property.Property.IsIndexer)
            throw Refused.At(property, "an array is read by index; give its length as an int parameter, or use queryLength or keyLength");
        return array.IsTensor
            ? Expr.Load(array, TensorIndices.Of(property, index => Typed(index, scope)))
            : Expr.Load(array, Typed(property.Arguments[0].Value, scope));
    }

    private Expr Call(IInvocationOperation call, LoweringScope scope)
    {
        var method = call.TargetMethod;
        var arguments = call.Arguments.OrderBy(argument => argument.Parameter!.Ordinal).ToArray();
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingType, owner))
            return MathCalls.Lower(call, () => [.. arguments.Select(argument => Typed(argument.Value, scope))]);
        if (!method.IsStatic || method.IsGenericMethod || method.MethodKind != MethodKind.Ordinary)
            throw Refused.At(call, MathCalls.Callable);
        if (DataTypes.ValueType(method.ReturnType) is null)
            throw Refused.Type(call);
        var inside = LoweringScope.Empty with { Calls = scope.Calls };
        foreach (var argument in arguments)
            inside = Pass(argument, inside, scope);
        return inline(method, inside, MathCalls.NameOf(call));
    }

    private LoweringScope Pass(IArgumentOperation argument, LoweringScope inside, LoweringScope scope)
    {
        var parameter = argument.Parameter!;
        if (parameter.RefKind != RefKind.None && !(parameter.RefKind == RefKind.In && DataTypes.IsSpan(parameter.Type)))
            throw Refused.At(argument, "there are no references");
        if (!DataTypes.IsSpan(parameter.Type))
            return inside.With(parameter, Typed(argument.Value, scope));
        return argument.Value is IParameterReferenceOperation { Parameter: var array } && scope.Arrays.TryGetValue(array, out var data)
            ? inside.With(parameter, data)
            : throw Refused.At(argument, "only a whole array parameter can be passed on");
    }
}
