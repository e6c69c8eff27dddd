using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>Writes the body of one method: a walk over its instructions that knows the types on IL's stack.</summary>
internal sealed partial class BodyEmitter
{
    private readonly KernelRewriter rewriter;
    private readonly CodeTarget target;
    private readonly ILGenerator il;
    private readonly MethodCode code;
    private readonly Variable[] arguments;
    private readonly Variable[] locals;
    private readonly Dictionary<int, Label> labels = [];
    private readonly Dictionary<int, StackValue[]> stacks = [];
    private List<StackValue> stack = [];
    private bool isReachable = true;
    private int position;

    public BodyEmitter(KernelRewriter rewriter, CodeTarget target, MethodCode code, Variable[] arguments)
    {
        this.rewriter = rewriter;
        this.target = target;
        this.code = code;
        this.arguments = arguments;
        il = target.Il;
        locals = [.. code.Locals.Select((type, i) => target.Acquire(type, code.IsLocalAddressed(i)))];
    }

    private IlInstruction Current => code.Instructions[position];

    private KernelPlace Place => new(code.Method, Current.Offset);

    public KernelRefusedException Refuse(string reason) => new(rewriter.Program.Name, Place, reason);

    /// <summary>As a method of its own, which returns as methods do.</summary>
    public void EmitMethod() => Emit(() => il.Emit(OpCodes.Ret));

    /// <summary>In the midst of another method: the result goes to a variable, and the end to a label.</summary>
    public void EmitInline(Variable? result, Label end)
    {
        // A loop may come here more than once, and the variables may have belonged to others.
        foreach (var local in locals)
            local.Clear(il);
        Emit(() =>
        {
            result?.Store(il);
            il.Emit(OpCodes.Br, end);
        });
        for (var i = 0; i < locals.Length; i++)
            target.Release(locals[i], code.IsLocalAddressed(i));
    }

    private void Emit(Action emitReturn)
    {
        if (code.HasHandlers)
            throw Refuse("exceptions are not supported: try, catch, finally, using, lock, foreach over what must be disposed.");
        if (rewriter.Calls.Contains(code.Method))
            throw Refuse("recursion through a wait or an allocation is not possible.");
        rewriter.Calls.Add(code.Method);
        DefineLabels();
        for (position = 0; position < code.Instructions.Count; position++)
            EmitCurrent(emitReturn);
        rewriter.Calls.RemoveAt(rewriter.Calls.Count - 1);
    }

    private void EmitCurrent(Action emitReturn)
    {
        var instruction = Current;
        if (labels.TryGetValue(instruction.Offset, out var label))
            Arrive(instruction.Offset, label);
        switch (instruction.Code.FlowControl)
        {
            case FlowControl.Return:
                emitReturn();
                Leave();
                break;
            case FlowControl.Branch or FlowControl.Cond_Branch:
                Branch(instruction);
                break;
            case FlowControl.Call:
                Call(instruction);
                break;
            case FlowControl.Throw:
                throw Refuse("exceptions are not supported: throw.");
            case FlowControl.Break or FlowControl.Meta:
                Prefix(instruction);
                break;
            default:
                Data(instruction);
                break;
        }
    }

    private void DefineLabels()
    {
        foreach (var instruction in code.Instructions.Where(static instruction =>
            instruction.Code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch))
        {
            foreach (var offset in Targets(instruction))
                labels.TryAdd(offset, il.DefineLabel());
        }
    }

    private static int[] Targets(IlInstruction instruction) => instruction.Operand as int[] ?? [(int)instruction.Operand!];

    // A forward branch has left the stack that it had; after an unconditional one the stack is empty (ECMA-335, III.1.7.5).
    private void Arrive(int offset, Label label)
    {
        if (stacks.TryGetValue(offset, out var known))
            stack = [.. known];
        else if (!isReachable)
            stack = [];
        isReachable = true;
        // Two ways lead here: what the stack holds is known by type only.
        stack = [.. stack.Select(static value => value with { Constant = null })];
        il.MarkLabel(label);
    }

    private void Branch(IlInstruction instruction)
    {
        var name = instruction.Code.Name!;
        if (name is "leave" or "endfinally")
            throw Refuse("exceptions are not supported.");
        Pop(name is "br" ? 0 : name is "brtrue" or "brfalse" or "switch" ? 1 : 2);
        foreach (var offset in Targets(instruction))
            stacks.TryAdd(offset, [.. stack]);
        if (instruction.Operand is int[] cases)
            il.Emit(instruction.Code, [.. cases.Select(offset => labels[offset])]);
        else
            il.Emit(instruction.Code, labels[(int)instruction.Operand!]);
        if (name is "br")
            Leave();
    }

    private void Leave()
    {
        stack = [];
        isReachable = false;
    }

    private void Prefix(IlInstruction instruction)
    {
        // constrained. belongs to the call that follows, which looks back for it; readonly. changes nothing for arrays of structs.
        if (instruction.Code.Name is not ("constrained." or "readonly." or "nop" or "break"))
            throw Refuse($"the instruction {instruction.Code.Name} is not supported.");
    }

    private StackValue Pop()
    {
        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private void Pop(int count) => stack.RemoveRange(stack.Count - count, count);

    private void Push(Type type) => stack.Add(StackValue.Of(type));
}
