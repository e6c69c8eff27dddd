namespace KernelGen.Templates.Expressions;

/// <summary>How scalar C# names variables and reads data.</summary>
/// <param name="Names">The name of a variable.</param>
/// <param name="IsPlain">As in the user's own predicate: <c>document[k]</c> and <c>MathF.Exp</c>; for reading, not for compiling.</param>
/// <param name="IsDouble">Whether Floats are doubles.</param>
internal sealed record ScalarStyle(Func<ExprVariable, string> Names, bool IsPlain = false, bool IsDouble = false)
{
    public static ScalarStyle Plain { get; } = new(ExprText.Name, IsPlain: true);

    public static ScalarStyle InScope { get; } = new(NameInScope);

    public static ScalarStyle Double { get; } = new(NameInScope, IsDouble: true);

    /// <summary>In the scope of one vector of keys, whose first one is the local <c>firstKey</c>.</summary>
    public static ScalarStyle FirstLane { get; } = new(variable => variable == ExprVariable.Key ? "firstKey" : NameInScope(variable));

    public static string NameInScope(ExprVariable variable) => variable switch
    {
        ExprVariable.Query or ExprVariable.Key or ExprVariable.Score => ExprText.Name(variable),
        _ => "scope." + variable,
    };

    /// <summary>The constant with a data parameter's number.</summary>
    public static CSharpFragment Constant(ExprParameter parameter)
        => CSharpFragment.Atom($"Parameter.{CSharpKeywords.Escape(parameter.Name)}");

    /// <summary>A data scalar or an element of an array.</summary>
    public CSharpFragment Read(Expr expr)
    {
        var index = expr is DataLoad load ? ScalarCSharp.Unchecked(load.Index, AsIndex()) : (CSharpFragment?)null;
        var parameter = expr is DataLoad array ? array.Parameter : ((DataScalar)expr).Parameter;
        if (IsPlain)
            return CSharpFragment.Atom(index is { } shown ? $"{parameter.Name}[{shown.Text}]" : parameter.Name);
        var method = "scope.Data." + Method(parameter);
        var read = index is { } at ? CSharpFragment.Call(method, Constant(parameter), at) : CSharpFragment.Call(method, Constant(parameter));
        return IsDouble && expr.Type == ExprType.Float ? CSharpFragment.Prefix("(double)", read) : read;
    }

    // An index is computed in binary32 everywhere, or the oracle would read other elements than the kernels.
    private ScalarStyle AsIndex() => !IsDouble ? this
        : new(variable => variable == ExprVariable.Score ? "(float)score" : NameInScope(variable));

    private static string Method(ExprParameter parameter) => parameter.ValueType switch
    {
        ExprType.Bool => "Bool",
        ExprType.Float => "Float",
        _ => parameter.IsArray ? $"Int<{parameter.Keyword}>" : "Int",
    };
}
