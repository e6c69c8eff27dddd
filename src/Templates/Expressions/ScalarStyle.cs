namespace KernelGen.Templates.Expressions;

/// <summary>How scalar C# names variables and reads data.</summary>
/// <param name="Names">The name of a variable.</param>
/// <param name="IsPlain">As in the user's own predicate: <c>document[k]</c> and <c>MathF.Exp</c>; for reading, not for compiling.</param>
/// <param name="IsDouble">Whether Floats are doubles.</param>
/// <param name="IsKernel">Whether it is for a GPU: functions are those that the kernel's file emits, data comes as views and scalars.</param>
internal sealed record ScalarStyle(Func<ExprVariable, string> Names, bool IsPlain = false, bool IsDouble = false, bool IsKernel = false)
{
    public static ScalarStyle Plain { get; } = new(ExprText.Name, IsPlain: true);

    public static ScalarStyle InScope { get; } = new(NameInScope);

    public static ScalarStyle Double { get; } = new(NameInScope, IsDouble: true);

    /// <summary>In a GPU kernel, in terms of the locals q, k, score, batch, head, kvHead and launch.</summary>
    public static ScalarStyle Kernel { get; } = new(NameInKernel, IsKernel: true);

    /// <summary>In the scope of one vector of keys, whose first one is the local <c>firstKey</c>.</summary>
    public static ScalarStyle FirstLane { get; } = new(variable => variable == ExprVariable.Key ? "firstKey" : NameInScope(variable));

    public static string NameInScope(ExprVariable variable) => variable switch
    {
        ExprVariable.Query or ExprVariable.Key or ExprVariable.Score => ExprText.Name(variable),
        _ => "scope." + variable,
    };

    /// <summary>The parameter of a kernel that holds a data parameter's view or value; no local of a kernel begins so.</summary>
    public static string KernelData(ExprParameter parameter) => "data_" + parameter.Name;

    /// <summary>The parameter of a kernel that holds the layout of a tensor.</summary>
    public static string KernelLayout(ExprParameter parameter) => "tensor_" + parameter.Name;

    /// <summary>The constant with a data parameter's number.</summary>
    public static CSharpFragment Constant(ExprParameter parameter)
        => CSharpFragment.Atom($"Parameter.{CSharpKeywords.Escape(parameter.Name)}");

    /// <summary>A data scalar, or an element of an array or tensor.</summary>
    public CSharpFragment Read(Expr expr)
    {
        var parameter = expr.Data().First();
        CSharpFragment[] indices = [.. expr.Children.Select(index => IsPlain ? ScalarCSharp.Fragment(index, this) : ScalarCSharp.Unchecked(index, AsIndex()))];
        if (IsPlain)
            return CSharpFragment.Atom(indices.Length > 0 ? $"{parameter.Name}[{string.Join(", ", indices.Select(index => index.Text))}]" : parameter.Name);
        if (IsKernel)
            return ReadInKernel(parameter, indices);
        var read = CSharpFragment.Call("scope.Data." + Method(parameter), [Constant(parameter), .. indices]);
        return IsDouble && expr.Type == ExprType.Float ? CSharpFragment.Prefix("(double)", read) : read;
    }

    // An index is computed in binary32 everywhere, or the oracle would read other elements than the kernels.
    private ScalarStyle AsIndex() => !IsDouble ? this
        : new(variable => variable == ExprVariable.Score ? "(float)score" : NameInScope(variable));

    // ILGPU refuses bool: truth values come as bytes and ints.
    private static CSharpFragment ReadInKernel(ExprParameter parameter, CSharpFragment[] indices)
    {
        var data = CSharpFragment.Atom(KernelData(parameter));
        CSharpFragment[] from = parameter.IsTensor ? [data, CSharpFragment.Atom(KernelLayout(parameter))] : [data];
        var value = indices.Length > 0 ? CSharpFragment.Call("At", [.. from, .. indices]) : data;
        return parameter.ValueType == ExprType.Bool ? CSharpFragment.Infix(BinaryOp.NotEqual, value, CSharpFragment.Atom("0")) : value;
    }

    private static string NameInKernel(ExprVariable variable) => variable switch
    {
        ExprVariable.QueryLength or ExprVariable.KeyLength or ExprVariable.QueryOffset or ExprVariable.QueryHeads => "launch." + variable,
        _ => ExprText.Name(variable),
    };

    private static string Method(ExprParameter parameter) => parameter.ValueType switch
    {
        ExprType.Bool => "Bool",
        ExprType.Float => "Float",
        _ => parameter.IsArray ? $"Int<{parameter.Keyword}>" : "Int",
    };
}
