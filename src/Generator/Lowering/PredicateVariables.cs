using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Lowering;

/// <summary>The parameter names that mean something.</summary>
internal static class PredicateVariables
{
    private static readonly ExprVariable[] s_all = (ExprVariable[])Enum.GetValues(typeof(ExprVariable));

    /// <summary>What a parameter name means, null when it is data.</summary>
    public static ExprVariable? Of(string name)
    {
        foreach (var variable in s_all)
        {
            if (ExprText.Name(variable) == name)
                return variable;
        }
        return null;
    }

    /// <summary>What a variable is, in a few words.</summary>
    public static string Meaning(ExprVariable variable) => variable switch
    {
        ExprVariable.Query => "the query's position",
        ExprVariable.Key => "the key's index",
        ExprVariable.QueryLength => "the number of queries",
        ExprVariable.KeyLength => "the number of keys",
        ExprVariable.Batch => "the sequence",
        ExprVariable.Head => "the query head",
        ExprVariable.KeyHead => "the key head",
        _ => "the logit",
    };
}
