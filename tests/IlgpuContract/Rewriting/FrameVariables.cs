using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>A variable of a kernel; it has a place in the thread's frame.</summary>
internal interface IFrameVariable
{
    FrameSlot Slot { get; }
}

/// <summary>Lives in a register while its thread runs, and in the frame while the thread waits.</summary>
internal sealed class SavedVariable(LocalBuilder local, FrameSlot slot) : RegisterVariable(local), IFrameVariable
{
    public FrameSlot Slot { get; } = slot;
}

/// <summary>Lives in the frame always, because its address is taken and must stay the same while its thread waits.</summary>
internal sealed class ResidentVariable(KernelCode code, Type type, FrameSlot slot) : Variable(type), IFrameVariable
{
    public FrameSlot Slot { get; } = slot;

    public override void Load(ILGenerator il)
    {
        LoadAddress(il);
        il.Emit(OpCodes.Ldobj, Type);
    }

    public override void Store(ILGenerator il)
    {
        var value = code.Scratch(Type);
        il.Emit(OpCodes.Stloc, value);
        LoadAddress(il);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Stobj, Type);
    }

    public override void LoadAddress(ILGenerator il) => code.LoadFrameAddress(Slot);
}
