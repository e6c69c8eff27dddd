namespace KernelGen.Templates.Expressions;

/// <summary>Which operand types each operation takes and what it gives; the one place that checks them.</summary>
internal static class TypeRules
{
    public static ExprType Unary(UnaryOp op, ExprType operand)
    {
        var allowed = op switch
        {
            UnaryOp.Negate or UnaryOp.Abs => operand != ExprType.Bool,
            UnaryOp.Not => operand == ExprType.Bool,
            UnaryOp.BitNot or UnaryOp.ToFloat => operand == ExprType.Int,
            _ => operand == ExprType.Float,
        };
        if (!allowed)
            throw new ArgumentException($"'{ExprText.Symbol(op)}' takes {Takes(op)}, but was given {operand}.", nameof(operand));
        return op switch
        {
            UnaryOp.ToFloat => ExprType.Float,
            UnaryOp.ToInt => ExprType.Int,
            _ => operand,
        };
    }

    public static ExprType Binary(BinaryOp op, ExprType left, ExprType right)
    {
        if (left != right || !Accepts(op, left))
            throw new ArgumentException($"'{ExprText.Symbol(op)}' takes {Takes(op)}, but was given {left} and {right}.", nameof(right));
        return Operators.IsComparison(op) ? ExprType.Bool : left;
    }

    public static void Load(ExprParameter parameter, bool isArray, ExprType index)
    {
        if (parameter.IsArray != isArray || parameter.IsTensor)
            throw WrongForm(parameter);
        if (index != ExprType.Int)
            throw new ArgumentException($"'load' takes an Int index, but was given {index}.", nameof(index));
    }

    public static void Load(ExprParameter parameter, IReadOnlyList<ExprType> indices)
    {
        if (!parameter.IsTensor)
            throw WrongForm(parameter);
        if (parameter.Type is not (ExprDataType.Bool or ExprDataType.Single))
            throw new ArgumentException($"'{parameter.Name}' is a tensor of {parameter.Keyword}; tensors hold bool or float.", nameof(parameter));
        if (indices.Count != TensorLoad.Rank || indices.Any(index => index != ExprType.Int))
            throw new ArgumentException($"'tensor' takes four Int indices, but was given {string.Join(", ", indices)}.", nameof(indices));
    }

    private static ArgumentException WrongForm(ExprParameter parameter)
    {
        var form = parameter.IsTensor ? "a tensor: read it by four indices" : parameter.IsArray ? "an array: read it by index" : "one value: it has no index";
        return new ArgumentException($"'{parameter.Name}' is {form}.", nameof(parameter));
    }

    public static ExprType Conditional(ExprType condition, ExprType whenTrue, ExprType whenFalse)
    {
        if (condition != ExprType.Bool)
            throw new ArgumentException($"'if' takes a Bool condition, but was given {condition}.", nameof(condition));
        if (whenTrue != whenFalse)
            throw new ArgumentException($"'if' takes two values of one type, but was given {whenTrue} and {whenFalse}.", nameof(whenFalse));
        return whenTrue;
    }

    private static bool Accepts(BinaryOp op, ExprType type) => op switch
    {
        BinaryOp.And or BinaryOp.Or => type == ExprType.Bool,
        BinaryOp.Equal or BinaryOp.NotEqual => true,
        BinaryOp.Remainder or BinaryOp.ShiftLeft or BinaryOp.ShiftRight => type == ExprType.Int,
        BinaryOp.BitAnd or BinaryOp.BitOr or BinaryOp.BitXor => type == ExprType.Int,
        _ => type != ExprType.Bool,
    };

    private static string Takes(UnaryOp op) => op switch
    {
        UnaryOp.Negate or UnaryOp.Abs => "an Int or a Float",
        UnaryOp.Not => "a Bool",
        UnaryOp.BitNot or UnaryOp.ToFloat => "an Int",
        _ => "a Float",
    };

    private static string Takes(BinaryOp op)
    {
        var types = new[] { ExprType.Bool, ExprType.Int, ExprType.Float }.Where(type => Accepts(op, type));
        return string.Join(" or ", types.Select(type => $"two {type}s"));
    }
}
