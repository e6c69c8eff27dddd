using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>The method that code is written to: where its variables live, and how it reaches its thread.</summary>
internal abstract class CodeTarget(ILGenerator il)
{
    private readonly Dictionary<Type, LocalBuilder> scratch = [];
    private readonly Dictionary<(Type Type, bool IsAddressTaken), Stack<Variable>> free = [];

    public ILGenerator Il { get; } = il;

    public abstract void LoadThread();

    /// <summary>A variable for a local, an argument of an inlined call, or a value that must survive a wait.</summary>
    public Variable Acquire(Type type, bool isAddressTaken = false) =>
        free.TryGetValue((type, isAddressTaken), out var variables) && variables.TryPop(out var variable)
            ? variable
            : Create(type, isAddressTaken);

    public void Release(Variable variable, bool isAddressTaken = false)
    {
        var key = (variable.Type, isAddressTaken);
        if (!free.TryGetValue(key, out var variables))
            free.Add(key, variables = []);
        variables.Push(variable);
    }

    /// <summary>A place for one value within one instruction.</summary>
    public LocalBuilder Scratch(Type type)
    {
        if (!scratch.TryGetValue(type, out var local))
            scratch.Add(type, local = Il.DeclareLocal(type));
        return local;
    }

    protected abstract Variable Create(Type type, bool isAddressTaken);
}

/// <summary>A method that never waits: it is called as any other, with the thread as its last argument.</summary>
internal sealed class HelperCode(ILGenerator il, short threadIndex) : CodeTarget(il)
{
    public override void LoadThread() => Il.Emit(OpCodes.Ldarg, threadIndex);

    protected override Variable Create(Type type, bool isAddressTaken) => new RegisterVariable(Il.DeclareLocal(type));
}
