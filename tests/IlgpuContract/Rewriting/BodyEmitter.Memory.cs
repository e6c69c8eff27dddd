using System.Reflection;
using System.Reflection.Emit;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>Loads and stores through addresses: each one tells the shadow of shared memory what it touches.</summary>
internal sealed partial class BodyEmitter
{
    private static readonly MethodInfo ReadHook = typeof(SharedShadow).GetMethod(nameof(SharedShadow.Read))!;
    private static readonly MethodInfo WriteHook = typeof(SharedShadow).GetMethod(nameof(SharedShadow.Write))!;

    private void Memory(IlInstruction instruction)
    {
        switch (instruction.Code.Name!.Split('.')[0])
        {
            case "ldind":
                LoadIndirect(instruction);
                break;
            case "ldobj":
                LoadObject(instruction.Code, (Type)instruction.Operand!);
                break;
            case "stind":
                StoreIndirect(instruction);
                break;
            case "stobj":
                StoreObject(instruction.Code, (Type)instruction.Operand!);
                break;
            case "initobj":
                InitObject(instruction.Code, (Type)instruction.Operand!);
                break;
            default:
                Field(instruction, (FieldInfo)instruction.Operand!);
                break;
        }
    }

    private void LoadIndirect(IlInstruction instruction)
    {
        var name = instruction.Code.Name!;
        CheckAddress(stack[^1]);
        if (name is "ldind.ref")
            throw Refuse("reference types are not supported.");
        Hook(ReadHook, stack[^1], () => il.Emit(OpCodes.Ldc_I4, StackTypes.SizeOfSuffix(name)));
        il.Emit(instruction.Code);
        Pop();
        Push(StackTypes.OfSuffix(name));
    }

    private void LoadObject(OpCode load, Type type)
    {
        CheckAddress(stack[^1]);
        Hook(ReadHook, stack[^1], () => il.Emit(OpCodes.Sizeof, type));
        il.Emit(load, type);
        Pop();
        Push(type);
    }

    private void StoreIndirect(IlInstruction instruction)
    {
        var name = instruction.Code.Name!;
        BelowValue(address => Hook(WriteHook, address, () => il.Emit(OpCodes.Ldc_I4, StackTypes.SizeOfSuffix(name))));
        il.Emit(instruction.Code);
        Pop(2);
    }

    private void StoreObject(OpCode store, Type type)
    {
        BelowValue(address => Hook(WriteHook, address, () => il.Emit(OpCodes.Sizeof, type)));
        il.Emit(store, type);
        Pop(2);
    }

    private void InitObject(OpCode init, Type type)
    {
        CheckAddress(stack[^1]);
        Hook(WriteHook, stack[^1], () => il.Emit(OpCodes.Sizeof, type));
        il.Emit(init, type);
        Pop();
    }

    private void Field(IlInstruction instruction, FieldInfo field)
    {
        var size = () => il.Emit(OpCodes.Sizeof, field.FieldType);
        switch (instruction.Code.Name)
        {
            case "ldsfld":
                if (!field.IsInitOnly || !(field.FieldType.IsPrimitive || IsPlain(field.FieldType) || KernelCalls.IsOf(field.FieldType)))
                    throw Refuse($"the static field {field.Name}: only static readonly numbers and structs of them are supported.");
                Push(field.FieldType);
                break;
            case "ldfld":
                if (stack[^1].Type.IsByRef)
                    Hook(ReadHook, stack[^1], size, field);
                Pop();
                Push(field.FieldType);
                break;
            case "ldflda":
                CheckAddress(stack[^1]);
                stack.Add(new StackValue(field.FieldType.MakeByRefType(), Pop().IsLocalAddress));
                break;
            default:
                BelowValue(address => Hook(WriteHook, address, size, field));
                Pop(2);
                break;
        }

        il.Emit(instruction.Code, field);
    }

    /// <summary>Does something with the address under the value on the stack.</summary>
    private void BelowValue(Action<StackValue> action)
    {
        var address = stack[^2];
        CheckAddress(address);
        if (address.IsLocalAddress)
            return;
        var value = target.Scratch(stack[^1].Type);
        il.Emit(OpCodes.Stloc, value);
        action(address);
        il.Emit(OpCodes.Ldloc, value);
    }

    /// <summary>Calls a hook with the address on the stack, and leaves the address there. Locals are nobody else's: no hook.</summary>
    private void Hook(MethodInfo hook, StackValue address, Action size, FieldInfo? field = null)
    {
        if (address.IsLocalAddress)
            return;
        il.Emit(OpCodes.Dup);
        if (field is not null)
            il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_U);
        size();
        il.Emit(OpCodes.Ldc_I4, rewriter.Program.AddPlace(Place));
        target.LoadThread();
        il.Emit(OpCodes.Call, hook);
    }

    private void CheckAddress(StackValue address)
    {
        if (!address.Type.IsByRef)
        {
            throw Refuse(address.Type.IsValueType
                ? "pointers are not part of this slice: use views."
                : "reference types are not supported.");
        }
    }
}
