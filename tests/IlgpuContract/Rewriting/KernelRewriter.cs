using System.Reflection;
using System.Reflection.Emit;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>
/// Makes a program of a kernel: its IL, with a hook at every load and store through an address, with a place for every allocation, and as a
/// state machine that returns at every barrier. What it does not understand it refuses; that is what ILGPU refuses, and a little more.
/// </summary>
internal sealed class KernelRewriter
{
    private readonly Dictionary<MethodBase, MethodCode> codes = [];
    private readonly Dictionary<MethodBase, bool> mustInline = [];
    private readonly Dictionary<MethodBase, DynamicMethod> helpers = [];

    private KernelRewriter(KernelProgram program, Device device, bool isExplicitlyGrouped)
    {
        Program = program;
        Device = device;
        IsExplicitlyGrouped = isExplicitlyGrouped;
    }

    public KernelProgram Program { get; }

    public Device Device { get; }

    public bool IsExplicitlyGrouped { get; }

    /// <summary>The calls that are being rewritten, outermost first: copies of copies would never end.</summary>
    public List<MethodBase> Calls { get; } = [];

    public static KernelProgram Rewrite(MethodInfo method, Device device, bool isExplicitlyGrouped)
    {
        var program = new KernelProgram($"{method.DeclaringType?.Name}.{method.Name}");
        if (Signatures.WhyNot(method) is { } reason)
            throw new KernelRefusedException(program.Name, null, reason);
        new KernelRewriter(program, device, isExplicitlyGrouped).Write(method);
        return program.Shared.Bytes <= SharedLayout.MaximalBytes
            ? program
            : throw new KernelRefusedException(
                program.Name, null,
                $"{program.Shared.Bytes} bytes of shared memory; a group has at most {SharedLayout.MaximalBytes} without opt-in.");
    }

    public MethodCode CodeOf(MethodBase method, BodyEmitter caller)
    {
        if (codes.TryGetValue(method, out var code))
            return code;
        code = MethodCode.Read(method) ?? throw caller.Refuse($"{method.DeclaringType?.Name}.{method.Name} has no body in IL.");
        codes.Add(method, code);
        return code;
    }

    /// <summary>
    /// Whether a method waits or allocates, itself or in what it calls: then every call of it is a copy, as in ILGPU, which inlines all.
    /// </summary>
    public bool MustInline(MethodBase method, BodyEmitter caller)
    {
        if (mustInline.TryGetValue(method, out var known))
            return known;
        mustInline.Add(method, false);
        return mustInline[method] = CodeOf(method, caller).Calls().Any(called =>
            NeedsItsPlace(called) || (IsUsers(called) && MustInline(called, caller)));
    }

    /// <summary>The method as one that kernels can call: with hooks, and with its thread as the last argument.</summary>
    public DynamicMethod Helper(MethodBase method, BodyEmitter caller)
    {
        if (helpers.TryGetValue(method, out var helper))
            return helper;
        var code = CodeOf(method, caller);
        helper = new DynamicMethod(
            method.Name,
            code.ReturnType,
            [.. code.Parameters, typeof(SimulatedThread)],
            typeof(KernelRewriter).Module,
            skipVisibility: true);
        helpers.Add(method, helper);
        var target = new HelperCode(helper.GetILGenerator(), (short)code.Parameters.Length);
        Variable[] arguments = [.. code.Parameters.Select(static (type, i) => new ArgumentVariable(type, (short)i))];
        new BodyEmitter(this, target, code, arguments).EmitMethod();
        return helper;
    }

    private static bool NeedsItsPlace(MethodBase method) => KernelCalls.Owns(method)
        && (KernelCalls.WaitOf(method) != Rendezvous.None || KernelCalls.IsShared(method) || KernelCalls.IsLocal(method));

    private static bool IsUsers(MethodBase method) =>
        !KernelCalls.Owns(method) && !BaseLibrary.Owns(method) && method.GetMethodBody() is not null;

    private void Write(MethodInfo method)
    {
        var step = new DynamicMethod(
            method.Name, typeof(bool), [typeof(SimulatedThread)], typeof(KernelRewriter).Module, skipVisibility: true);
        var target = new KernelCode(step.GetILGenerator(), Program.Frame);
        var code = MethodCode.Read(method)!;
        var arguments = code.Parameters.Select((type, i) => target.Acquire(type, code.IsArgumentAddressed(i))).ToArray();
        foreach (var argument in arguments)
            Program.Frame.AddArgument(((IFrameVariable)argument).Slot);
        var finish = target.Il.DefineLabel();
        if (!IsExplicitlyGrouped)
            EnterGrid(target, arguments[0], finish);
        new BodyEmitter(this, target, code, arguments).EmitInline(result: null, finish);
        target.Il.MarkLabel(finish);
        target.Finish();
        Program.Step = step.CreateDelegate<Func<SimulatedThread, bool>>();
    }

    // The first argument arrives as the extent of the grid and becomes the index of the thread.
    private static void EnterGrid(KernelCode target, Variable index, Label finish)
    {
        index.Load(target.Il);
        target.LoadThread();
        target.Il.Emit(OpCodes.Call, typeof(AutoGrouping).GetMethod(nameof(AutoGrouping.Enter))!.MakeGenericMethod(index.Type));
        index.Store(target.Il);
        target.LoadThread();
        target.Il.Emit(OpCodes.Ldfld, typeof(SimulatedThread).GetField(nameof(SimulatedThread.IsOutsideGrid))!);
        target.Il.Emit(OpCodes.Brtrue, finish);
    }
}
