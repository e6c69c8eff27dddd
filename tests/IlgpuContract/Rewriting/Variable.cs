using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>An argument or a local of the rewritten code.</summary>
internal abstract class Variable(Type type)
{
    public Type Type { get; } = type;

    public abstract void Load(ILGenerator il);

    public abstract void Store(ILGenerator il);

    public abstract void LoadAddress(ILGenerator il);

    public void Clear(ILGenerator il)
    {
        if (Type.IsByRef)
        {
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Conv_U);
            Store(il);
            return;
        }

        LoadAddress(il);
        il.Emit(OpCodes.Initobj, Type);
    }
}

internal sealed class ArgumentVariable(Type type, short index) : Variable(type)
{
    public override void Load(ILGenerator il) => il.Emit(OpCodes.Ldarg, index);

    public override void Store(ILGenerator il) => il.Emit(OpCodes.Starg, index);

    public override void LoadAddress(ILGenerator il) => il.Emit(OpCodes.Ldarga, index);
}

internal class RegisterVariable(LocalBuilder local) : Variable(local.LocalType)
{
    public override void Load(ILGenerator il) => il.Emit(OpCodes.Ldloc, local);

    public override void Store(ILGenerator il) => il.Emit(OpCodes.Stloc, local);

    public override void LoadAddress(ILGenerator il) => il.Emit(OpCodes.Ldloca, local);
}
