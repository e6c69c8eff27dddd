using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Simulation;
using Half = ILGPU.Half;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>The functions of this assembly that kernels call, and those that the rewriter replaces.</summary>
internal static class KernelCalls
{
    private static readonly Dictionary<(Type, string), Rendezvous> Waits = new()
    {
        [(typeof(Group), nameof(Group.Barrier))] = Rendezvous.GroupBarrier,
        [(typeof(Group), nameof(Group.BarrierPopCount))] = Rendezvous.GroupPopCount,
        [(typeof(Group), nameof(Group.BarrierAnd))] = Rendezvous.GroupAnd,
        [(typeof(Group), nameof(Group.BarrierOr))] = Rendezvous.GroupOr,
        [(typeof(Group), nameof(Group.Broadcast))] = Rendezvous.GroupBroadcast,
        [(typeof(Warp), nameof(Warp.Barrier))] = Rendezvous.WarpBarrier,
        [(typeof(Warp), nameof(Warp.Broadcast))] = Rendezvous.WarpShuffle,
        [(typeof(Warp), nameof(Warp.Shuffle))] = Rendezvous.WarpShuffle,
        [(typeof(Warp), nameof(Warp.ShuffleDown))] = Rendezvous.WarpShuffleDown,
        [(typeof(Warp), nameof(Warp.ShuffleUp))] = Rendezvous.WarpShuffleUp,
        [(typeof(Warp), nameof(Warp.ShuffleXor))] = Rendezvous.WarpShuffleXor,
    };

    public static bool Owns(MethodBase method) => method.Module.Assembly == typeof(KernelCalls).Assembly;

    public static bool IsOf(Type type) => type.Assembly == typeof(KernelCalls).Assembly;

    public static Rendezvous WaitOf(MethodBase method) => Waits.GetValueOrDefault((method.DeclaringType!, method.Name));

    public static bool IsShared(MethodBase method) => method.DeclaringType == typeof(SharedMemory);

    public static bool IsLocal(MethodBase method) => method.DeclaringType == typeof(LocalMemory);

    /// <summary>Why a function of this assembly is not for kernels; null when it is.</summary>
    public static string? WhyNot(MethodBase method)
    {
        var type = method.DeclaringType!;
        var isStatic = type.IsAbstract && type.IsSealed;
        var isForKernels = type.IsValueType || isStatic || method.Name == $"get_{nameof(Accelerator.CurrentType)}";
        return !isForKernels || method.IsDefined(typeof(NotInsideKernelAttribute), inherit: false)
            ? $"{type.Name}.{method.Name} is a function of the host."
            : null;
    }

    public static bool UsesHalf(MethodBase method) =>
        method.DeclaringType == typeof(Half)
        || (method is MethodInfo { IsGenericMethod: true } generic && generic.GetGenericArguments().Contains(typeof(Half)));
}
