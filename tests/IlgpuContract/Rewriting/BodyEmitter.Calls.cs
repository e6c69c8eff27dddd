using System.Reflection;
using System.Reflection.Emit;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>Calls: of the user's methods, of ILGPU's, of .NET's.</summary>
internal sealed partial class BodyEmitter
{
    private static readonly FieldInfo Site = typeof(SimulatedThread).GetField(nameof(SimulatedThread.Site))!;

    private void Call(IlInstruction instruction)
    {
        if (instruction.Operand is not MethodBase method || instruction.Code == OpCodes.Jmp)
            throw Refuse("function pointers are not supported.");
        var isNew = instruction.Code == OpCodes.Newobj;
        if (isNew && !method.DeclaringType!.IsValueType)
        {
            throw Refuse(typeof(Delegate).IsAssignableFrom(method.DeclaringType)
                ? "delegates and lambdas are not supported."
                : $"new {method.DeclaringType.Name}: reference types are not supported.");
        }

        method = Resolve(instruction, method);
        if (method.DeclaringType is { IsArray: true })
            throw Refuse("multi-dimensional arrays are not part of this slice: use one dimension.");
        if (KernelCalls.Owns(method))
            CallContract(instruction.Code, method);
        else if (BaseLibrary.Owns(method))
            CallBase(instruction.Code, method);
        else
            CallUser(method, isNew);
    }

    private MethodBase Resolve(IlInstruction instruction, MethodBase method)
    {
        if (code.ConstraintAt(position) is { } type)
        {
            return Constraints.Resolve(type, method)
                ?? throw Refuse($"{method.Name} is not a method of the struct {type.Name} itself: the call would box it.");
        }

        var isVirtual = instruction.Code == OpCodes.Callvirt || (!method.IsStatic && !method.DeclaringType!.IsValueType);
        return isVirtual
            ? throw Refuse($"{method.DeclaringType!.Name}.{method.Name}: reference types and virtual calls are not supported.")
            : method;
    }

    private void CallContract(OpCode call, MethodBase method)
    {
        if (KernelCalls.WhyNot(method) is { } reason)
            throw Refuse(reason);
        if (KernelCalls.UsesHalf(method) && !SimulatedDevice.CanFloat16(rewriter.Device))
            throw Refuse($"the device has no float16, so {method.DeclaringType!.Name}.{method.Name} fails: convert the bits of an ushort.");
        if (KernelCalls.WaitOf(method) is var rendezvous and not Rendezvous.None)
        {
            Wait((MethodInfo)method, rendezvous);
            return;
        }

        if (KernelCalls.IsShared(method) || KernelCalls.IsLocal(method))
        {
            Allocate((MethodInfo)method);
            return;
        }

        NoteNarrowCast(method);
        NoteSite();
        Emit(call, method);
    }

    private void CallBase(OpCode call, MethodBase method)
    {
        if (BaseLibrary.WhyNot(method) is { } reason)
            throw Refuse(reason);
        Emit(call, method);
    }

    // Calls the method as it is.
    private void Emit(OpCode call, MethodBase method)
    {
        var isNew = call == OpCodes.Newobj;
        var constant = stack.Count > 0 && method.Name == "op_Implicit" ? stack[^1].Constant : null;
        Pop(method.GetParameters().Length + (method.IsStatic || isNew ? 0 : 1));
        var result = isNew ? method.DeclaringType! : ((method as MethodInfo)?.ReturnType ?? typeof(void));
        // An int that becomes an Index1D is still the same constant extent.
        if (result != typeof(void))
            stack.Add(StackValue.Of(result) with { Constant = constant });
        if (method is ConstructorInfo constructor)
            il.Emit(call, constructor);
        else
            il.Emit(OpCodes.Call, (MethodInfo)method);
    }

    private void CallUser(MethodBase method, bool isNew)
    {
        if (rewriter.MustInline(method, this))
        {
            Inline(method, isNew);
            return;
        }

        var helper = rewriter.Helper(method, this);
        var called = rewriter.CodeOf(method, this);
        if (isNew)
        {
            Construct(method.DeclaringType!, helper, called);
            return;
        }

        target.LoadThread();
        il.Emit(OpCodes.Call, helper);
        Pop(called.Parameters.Length);
        if (called.ReturnType != typeof(void))
            Push(called.ReturnType);
    }

    // The constructor of a struct wants an address under its arguments.
    private void Construct(Type type, DynamicMethod helper, MethodCode called)
    {
        var created = il.DeclareLocal(type);
        var values = called.Parameters[1..].Select(parameter => il.DeclareLocal(parameter)).ToArray();
        foreach (var value in values.Reverse())
            il.Emit(OpCodes.Stloc, value);
        il.Emit(OpCodes.Ldloca, created);
        il.Emit(OpCodes.Initobj, type);
        il.Emit(OpCodes.Ldloca, created);
        foreach (var value in values)
            il.Emit(OpCodes.Ldloc, value);
        target.LoadThread();
        il.Emit(OpCodes.Call, helper);
        il.Emit(OpCodes.Ldloc, created);
        Pop(values.Length);
        Push(type);
    }

    // A copy of the method here. IL's stack under the arguments is put aside, so that the copy may wait.
    private void Inline(MethodBase method, bool isNew)
    {
        if (isNew)
            throw Refuse("a constructor cannot wait or allocate.");
        var called = rewriter.CodeOf(method, this);
        var parameters = called.Parameters.Select((type, i) => target.Acquire(type, called.IsArgumentAddressed(i))).ToArray();
        foreach (var parameter in parameters.Reverse())
            parameter.Store(il);
        Pop(parameters.Length);
        var aside = PutAside();
        var result = called.ReturnType == typeof(void) ? null : target.Acquire(called.ReturnType);
        var end = il.DefineLabel();
        new BodyEmitter(rewriter, target, called, parameters).EmitInline(result, end);
        il.MarkLabel(end);
        TakeBack(aside);
        for (var i = 0; i < parameters.Length; i++)
            target.Release(parameters[i], called.IsArgumentAddressed(i));
        if (result is null)
            return;
        result.Load(il);
        target.Release(result);
        Push(called.ReturnType);
    }

    private Variable[] PutAside()
    {
        var variables = stack.Select(value => target.Acquire(value.Type)).ToArray();
        foreach (var variable in variables.Reverse())
            variable.Store(il);
        return variables;
    }

    private void TakeBack(Variable[] aside)
    {
        foreach (var variable in aside)
        {
            variable.Load(il);
            target.Release(variable);
        }
    }

    private int NoteSite()
    {
        var site = rewriter.Program.AddPlace(Place);
        target.LoadThread();
        il.Emit(OpCodes.Ldc_I4, site);
        il.Emit(OpCodes.Stfld, Site);
        return site;
    }

    // An access that is narrower than the elements of shared memory makes the shadow's records narrower.
    private void NoteNarrowCast(MethodBase method)
    {
        if (method is MethodInfo { Name: "Cast", IsGenericMethod: true } cast)
            rewriter.Program.Shared.NoteAccess(cast.GetGenericArguments()[0]);
    }
}
