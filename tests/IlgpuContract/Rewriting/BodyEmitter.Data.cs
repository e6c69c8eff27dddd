using System.Reflection;
using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>Locals, constants, arithmetic, arrays.</summary>
internal sealed partial class BodyEmitter
{
    private void Data(IlInstruction instruction)
    {
        switch (instruction.Code.Name!.Split('.')[0])
        {
            case "nop":
                break;
            case "ldc":
                Constant(instruction);
                break;
            case "ldarg" or "ldloc":
                Select(instruction).Load(il);
                Push(Select(instruction).Type);
                break;
            case "ldarga" or "ldloca":
                Select(instruction).LoadAddress(il);
                stack.Add(new StackValue(Select(instruction).Type.MakeByRefType(), IsLocalAddress: true));
                break;
            case "starg" or "stloc":
                Select(instruction).Store(il);
                Pop();
                break;
            case "dup":
                il.Emit(instruction.Code);
                stack.Add(stack[^1]);
                break;
            case "pop":
                il.Emit(instruction.Code);
                Pop();
                break;
            case "ldind" or "ldobj" or "ldfld" or "ldflda" or "ldsfld" or "stind" or "stobj" or "stfld" or "initobj":
                Memory(instruction);
                break;
            case "newarr" or "ldlen" or "ldelem" or "ldelema" or "stelem":
                Array(instruction);
                break;
            default:
                Arithmetic(instruction);
                break;
        }
    }

    private Variable Select(IlInstruction instruction) =>
        (instruction.Code.Name!.Contains("arg", StringComparison.Ordinal) ? arguments : locals)[(int)instruction.Operand!];

    private void Constant(IlInstruction instruction)
    {
        switch (instruction.Operand)
        {
            case int value:
                il.Emit(instruction.Code, value);
                stack.Add(new StackValue(typeof(int), Constant: value));
                break;
            case long value:
                il.Emit(instruction.Code, value);
                Push(typeof(long));
                break;
            case float value:
                il.Emit(instruction.Code, value);
                Push(typeof(float));
                break;
            default:
                il.Emit(instruction.Code, (double)instruction.Operand!);
                Push(typeof(double));
                break;
        }
    }

    private void Arithmetic(IlInstruction instruction)
    {
        var name = instruction.Code.Name!;
        switch (name.Split('.')[0])
        {
            case "add" or "sub" or "mul" or "div" or "rem" or "and" or "or" or "xor":
                var right = Pop();
                var left = Pop();
                Push(StackTypes.OfArithmetic(left.Type, right.Type));
                break;
            case "shl" or "shr":
                Pop();
                break;
            case "neg" or "not":
                stack[^1] = stack[^1] with { Constant = null };
                break;
            case "ceq" or "cgt" or "clt":
                Pop(2);
                Push(typeof(int));
                break;
            case "conv":
                if (Pop().Type.IsByRef)
                    throw Refuse("an address cannot become a number or a pointer.");
                Push(StackTypes.OfSuffix(name));
                break;
            case "sizeof":
                il.Emit(instruction.Code, (Type)instruction.Operand!);
                Push(typeof(int));
                return;
            default:
                throw Refuse(WhyNot(name));
        }

        il.Emit(instruction.Code);
    }

    // Arrays in kernels are local memory. They are pinned, because addresses of their elements are kept across waits.
    private void Array(IlInstruction instruction)
    {
        var name = instruction.Code.Name!;
        switch (name.Split('.')[0])
        {
            case "newarr":
                var element = (Type)instruction.Operand!;
                if (!element.IsValueType)
                    throw Refuse($"an array of {element.Name}: reference types are not supported.");
                Pop();
                il.Emit(OpCodes.Ldc_I4_1);
                il.Emit(OpCodes.Call, typeof(GC).GetMethod(nameof(GC.AllocateArray))!.MakeGenericMethod(element));
                Push(element.MakeArrayType());
                return;
            case "ldlen":
                Pop();
                Push(typeof(nint));
                break;
            case "stelem":
                Pop(3);
                break;
            default:
                Pop();
                var type = Pop().Type.GetElementType()!;
                stack.Add(name is "ldelema" ? new StackValue(type.MakeByRefType(), IsLocalAddress: true) : StackValue.Of(type));
                break;
        }

        if (instruction.Operand is Type operand)
            il.Emit(instruction.Code, operand);
        else
            il.Emit(instruction.Code);
    }

    private static string WhyNot(string name) => name.Split('.')[0] switch
    {
        "ldstr" => "strings are not supported.",
        "ldnull" or "castclass" or "isinst" => "reference types are not supported.",
        "box" or "unbox" => "boxing is not supported: a value becomes an object or an interface.",
        "localloc" => "stackalloc is not supported: use LocalMemory.Allocate or locals.",
        "ldftn" or "ldvirtftn" => "delegates and lambdas are not supported.",
        "ldtoken" => "typeof and arrays with initial values are not supported: assign the elements.",
        "stsfld" => "static fields cannot be written.",
        "ldsflda" => "static fields have no address in a kernel.",
        _ => $"the instruction {name} is not supported.",
    };

    private static bool IsPlain(Type type) => type.IsValueType && type
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .All(static field => field.FieldType.IsPrimitive || IsPlain(field.FieldType));
}
