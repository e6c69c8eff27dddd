using System.Reflection;
using System.Reflection.Emit;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>
/// The body of a kernel as a state machine. To wait is to note the place to go on from, to save the registers to the frame, and to return
/// true; to go on is to load them and to jump there. All waits share one save and one load.
/// </summary>
internal sealed class KernelCode : CodeTarget
{
    private static readonly FieldInfo Frame = typeof(SimulatedThread).GetField(nameof(SimulatedThread.Frame))!;
    private static readonly FieldInfo State = typeof(SimulatedThread).GetField(nameof(SimulatedThread.State))!;
    private static readonly MethodInfo Index = typeof(SimulatedThread).GetProperty(nameof(SimulatedThread.Index))!.GetMethod!;
    private static readonly MethodInfo NoteWait = typeof(SimulatedThread).GetMethod(nameof(SimulatedThread.Wait))!;

    private readonly FrameLayout layout;
    private readonly List<LocalBuilder> bases = [];
    private readonly List<SavedVariable> saved = [];
    private readonly List<Label> resumptions = [];
    private readonly LocalBuilder state;
    private readonly Label setup;
    private readonly Label save;

    public KernelCode(ILGenerator il, FrameLayout layout)
        : base(il)
    {
        this.layout = layout;
        state = il.DeclareLocal(typeof(int));
        setup = il.DefineLabel();
        save = il.DefineLabel();
        il.Emit(OpCodes.Br, setup);
        resumptions.Add(MarkedLabel());
    }

    public override void LoadThread() => Il.Emit(OpCodes.Ldarg_0);

    public void LoadFrameAddress(FrameSlot slot)
    {
        var element = layout.TypeOf(slot.Array);
        Il.Emit(OpCodes.Ldloc, bases[slot.Array]);
        if (slot.Index == 0)
            return;
        Il.Emit(OpCodes.Sizeof, element);
        Il.Emit(OpCodes.Ldc_I4, slot.Index);
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Add);
    }

    /// <summary>Ends the turn of the thread. IL's stack must be empty.</summary>
    public void Wait(Rendezvous rendezvous, int site)
    {
        Il.Emit(OpCodes.Ldc_I4, (int)rendezvous);
        Il.Emit(OpCodes.Ldc_I4, site);
        LoadThread();
        Il.Emit(OpCodes.Call, NoteWait);
        Il.Emit(OpCodes.Ldc_I4, resumptions.Count);
        Il.Emit(OpCodes.Stloc, state);
        Il.Emit(OpCodes.Br, save);
        resumptions.Add(MarkedLabel());
    }

    /// <summary>Writes the parts that need to know all variables and all waits.</summary>
    public void Finish()
    {
        Il.Emit(OpCodes.Ldc_I4_0);
        Il.Emit(OpCodes.Ret);
        WriteSave();
        WriteSetup();
    }

    protected override Variable Create(Type type, bool isAddressTaken)
    {
        var slot = layout.Add(type.IsByRef ? typeof(nint) : type);
        while (bases.Count < layout.ArrayCount)
            bases.Add(Il.DeclareLocal(layout.TypeOf(bases.Count).MakeByRefType()));
        if (isAddressTaken)
            return new ResidentVariable(this, type, slot);
        var variable = new SavedVariable(Il.DeclareLocal(type), slot);
        saved.Add(variable);
        return variable;
    }

    private Label MarkedLabel()
    {
        var label = Il.DefineLabel();
        Il.MarkLabel(label);
        return label;
    }

    private void WriteSave()
    {
        Il.MarkLabel(save);
        foreach (var variable in saved)
        {
            LoadFrameAddress(variable.Slot);
            variable.Load(Il);
            if (variable.Type.IsByRef)
                Il.Emit(OpCodes.Conv_U);
            Il.Emit(OpCodes.Stobj, layout.TypeOf(variable.Slot.Array));
        }

        LoadThread();
        Il.Emit(OpCodes.Ldloc, state);
        Il.Emit(OpCodes.Stfld, State);
        Il.Emit(OpCodes.Ldc_I4_1);
        Il.Emit(OpCodes.Ret);
    }

    private void WriteSetup()
    {
        Il.MarkLabel(setup);
        for (var array = 0; array < bases.Count; array++)
            WriteBase(array);
        foreach (var variable in saved)
        {
            LoadFrameAddress(variable.Slot);
            Il.Emit(OpCodes.Ldobj, layout.TypeOf(variable.Slot.Array));
            variable.Store(Il);
        }

        LoadThread();
        Il.Emit(OpCodes.Ldfld, State);
        Il.Emit(OpCodes.Switch, [.. resumptions]);
        Il.Emit(OpCodes.Ldc_I4_0);
        Il.Emit(OpCodes.Ret);
    }

    // The address of the thread's first local of a type.
    private void WriteBase(int array)
    {
        var element = layout.TypeOf(array);
        LoadThread();
        Il.Emit(OpCodes.Ldfld, Frame);
        Il.Emit(OpCodes.Ldc_I4, array);
        Il.Emit(OpCodes.Ldelem_Ref);
        Il.Emit(OpCodes.Castclass, element.MakeArrayType());
        LoadThread();
        Il.Emit(OpCodes.Call, Index);
        Il.Emit(OpCodes.Ldc_I4, layout.CountOf(array));
        Il.Emit(OpCodes.Mul);
        Il.Emit(OpCodes.Ldelema, element);
        Il.Emit(OpCodes.Stloc, bases[array]);
    }
}
