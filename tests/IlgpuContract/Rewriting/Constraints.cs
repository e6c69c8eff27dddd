using System.Reflection;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>Calls through an interface on a type that is known: generic methods over structs.</summary>
internal static class Constraints
{
    /// <summary>The method that is really called; null when it is one that the type inherits, which would box it.</summary>
    public static MethodBase? Resolve(Type type, MethodBase called)
    {
        if (called.DeclaringType is not { IsInterface: true } contract)
            return null;
        var map = type.GetInterfaceMap(contract);
        var index = Array.FindIndex(map.InterfaceMethods, candidate => candidate.HasSameMetadataDefinitionAs(called));
        var target = map.TargetMethods[index];
        if (target.DeclaringType != type)
            return null;
        return called.IsGenericMethod ? target.MakeGenericMethod(called.GetGenericArguments()) : target;
    }
}
