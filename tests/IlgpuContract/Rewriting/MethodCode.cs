using System.Reflection;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>A method that kernels may call, decoded, with what the rewriter must know of it beforehand.</summary>
internal sealed class MethodCode
{
    private readonly HashSet<int> addressedArguments;
    private readonly HashSet<int> addressedLocals;

    private MethodCode(MethodBase method, MethodBody body)
    {
        Method = method;
        Locals = [.. body.LocalVariables.Select(static local => local.LocalType)];
        Parameters = [.. This(method), .. method.GetParameters().Select(static parameter => parameter.ParameterType)];
        ReturnType = method is MethodInfo info ? info.ReturnType : typeof(void);
        HasHandlers = body.ExceptionHandlingClauses.Count > 0;
        Instructions = IlReader.Read(method, body);
        addressedArguments = OperandsOf("ldarga");
        addressedLocals = OperandsOf("ldloca");
    }

    public MethodBase Method { get; }

    public Type[] Parameters { get; }

    public Type[] Locals { get; }

    public Type ReturnType { get; }

    public bool HasHandlers { get; }

    public IReadOnlyList<IlInstruction> Instructions { get; }

    public static MethodCode? Read(MethodBase method) => method.GetMethodBody() is { } body ? new MethodCode(method, body) : null;

    public bool IsArgumentAddressed(int index) => addressedArguments.Contains(index);

    public bool IsLocalAddressed(int index) => addressedLocals.Contains(index);

    /// <summary>The methods that it calls, those behind interfaces as far as they are known.</summary>
    public IEnumerable<MethodBase> Calls()
    {
        for (var i = 0; i < Instructions.Count; i++)
        {
            if (Instructions[i].Operand is MethodBase called)
                yield return ConstraintAt(i) is { } type ? Constraints.Resolve(type, called) ?? called : called;
        }
    }

    /// <summary>The type that the call at a position is constrained to.</summary>
    public Type? ConstraintAt(int position) =>
        position > 0 && Instructions[position - 1] is { Code.Name: "constrained.", Operand: Type type } ? type : null;

    private static Type[] This(MethodBase method) => method.IsStatic ? [] : [method.DeclaringType!.MakeByRefType()];

    private HashSet<int> OperandsOf(string name) =>
        [.. Instructions.Where(instruction => instruction.Code.Name == name).Select(static instruction => (int)instruction.Operand!)];
}
