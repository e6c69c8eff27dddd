using System.Linq.Expressions;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Launchers of a delegate type of the caller's: stream, config, then the kernel's parameters, however many.</summary>
internal static class LauncherDelegates
{
    private static readonly MethodInfo Enqueue =
        typeof(SimulatedKernel).GetMethod(nameof(SimulatedKernel.Enqueue))!;

    public static TDelegate Create<TDelegate>(SimulatedKernel kernel)
        where TDelegate : Delegate
    {
        ParameterExpression[] parameters =
        [
            .. typeof(TDelegate).GetMethod("Invoke")!.GetParameters()
                .Select(static parameter => Expression.Parameter(parameter.ParameterType)),
        ];
        if (parameters is not [{ Type: var stream }, { Type: var config }, ..]
            || stream != typeof(AcceleratorStream) || config != typeof(KernelConfig))
        {
            throw new ArgumentException(
                $"{typeof(TDelegate).Name} must take an AcceleratorStream, a KernelConfig, and the kernel's parameters.");
        }

        var arguments = Expression.NewArrayInit(
            typeof(object), parameters.Skip(2).Select(static parameter => Expression.Convert(parameter, typeof(object))));
        var call = Expression.Call(Expression.Constant(kernel), Enqueue, parameters[0], parameters[1], arguments);
        return Expression.Lambda<TDelegate>(call, parameters).Compile();
    }
}
