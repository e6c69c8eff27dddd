using System.Reflection;
using System.Reflection.Emit;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>What threads of a group share: waits, exchanges, shared memory; and local memory, which is placed like it.</summary>
internal sealed partial class BodyEmitter
{
    private static readonly MethodInfo OfferValue = typeof(SimulatedThread).GetMethod(nameof(SimulatedThread.Offer))!;
    private static readonly MethodInfo TakeValue = typeof(SimulatedThread).GetMethod(nameof(SimulatedThread.Take))!;

    private void Wait(MethodInfo method, Rendezvous rendezvous)
    {
        var parameters = method.GetParameters().Length;
        var site = NoteSite();
        if (rendezvous.IsShuffle() && !SimulatedDevice.CanShuffle(rewriter.Device))
            throw Refuse($"the device has no warp shuffles, and {method.DeclaringType!.Name}.{method.Name} fails even where no thread comes to it.");
        if (parameters > 0)
        {
            // Offer takes value, lane and width; what a call does not have is zero.
            for (var given = parameters; given < 3; given++)
                il.Emit(OpCodes.Ldc_I4_0);
            target.LoadThread();
            il.Emit(OpCodes.Call, OfferValue.MakeGenericMethod(Exchanged(method)));
        }

        Pop(parameters);
        var aside = PutAside();
        ((KernelCode)target).Wait(rendezvous, site);
        TakeBack(aside);
        if (method.ReturnType == typeof(void))
            return;
        target.LoadThread();
        il.Emit(OpCodes.Call, TakeValue.MakeGenericMethod(Exchanged(method)));
        Push(method.ReturnType);
    }

    // Votes are zero or one.
    private static Type Exchanged(MethodInfo method) => method.IsGenericMethod ? method.GetGenericArguments()[0] : typeof(int);

    private void Allocate(MethodInfo method)
    {
        var element = method.GetGenericArguments()[0];
        var isShared = KernelCalls.IsShared(method);
        if (isShared && !rewriter.IsExplicitlyGrouped)
            throw Refuse("shared memory needs an explicitly grouped kernel: load it with LoadKernel or LoadStreamKernel.");
        if (method.Name == nameof(SharedMemory.GetDynamic))
        {
            rewriter.Program.AddDynamicShared(element);
            EmitPlace(nameof(KernelMemory.Dynamic), element);
            Push(method.ReturnType);
            return;
        }

        var count = TakeExtent(method);
        var offset = isShared
            ? rewriter.Program.Shared.Add(element, SizeOf(element), count, PromisedAlignment())
            : rewriter.Program.AddLocal(SizeOf(element) * count);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Ldc_I4, count);
        EmitPlace((method.ReturnType.IsByRef, isShared) switch
        {
            (true, _) => nameof(KernelMemory.SharedElement),
            (_, true) => nameof(KernelMemory.Shared),
            _ => nameof(KernelMemory.Local),
        }, element);
        if (method.Name.EndsWith("1D", StringComparison.Ordinal))
            il.Emit(OpCodes.Call, ToArrayView1D(element));
        Push(method.ReturnType);
    }

    private int TakeExtent(MethodInfo method)
    {
        if (method.GetParameters().Length == 0)
            return 1;
        if (stack[^1].Constant is not { } extent)
            throw Refuse($"{method.DeclaringType!.Name}.{method.Name} needs a constant extent.");
        il.Emit(OpCodes.Pop);
        Pop();
        return extent;
    }

    // Allocate(n).AsAligned(16) raises the alignment of the allocation itself.
    private int PromisedAlignment() =>
        code.Instructions.Skip(position + 1).Take(2).ToArray() is
            [{ Code.Name: "ldc.i4", Operand: int alignment }, { Operand: MethodBase { Name: nameof(ArrayViewExtensions.AsAligned) } }]
            ? alignment
            : 1;

    private void EmitPlace(string name, Type element)
    {
        target.LoadThread();
        il.Emit(OpCodes.Call, typeof(KernelMemory).GetMethod(name)!.MakeGenericMethod(element));
    }

    private static int SizeOf(Type type) => System.Runtime.CompilerServices.RuntimeHelpers.SizeOf(type.TypeHandle);

    private static MethodInfo ToArrayView1D(Type element)
    {
        var view = typeof(ArrayView<>).MakeGenericType(element);
        return view.GetMethods().Single(method => method.Name == "op_Implicit" && method.ReturnType != view);
    }
}
