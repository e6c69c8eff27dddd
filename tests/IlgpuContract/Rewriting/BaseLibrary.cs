using System.Numerics;
using System.Reflection;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>The methods of .NET that ILGPU's core turns into instructions, on every backend and without the Algorithms package.</summary>
internal static class BaseLibrary
{
    private static readonly Dictionary<Type, string[]> Known = new()
    {
        [typeof(Math)] = ["Abs", "Ceiling", "Floor", "Max", "Min", "Sqrt"],
        [typeof(MathF)] = ["Abs", "Ceiling", "Floor", "Max", "Min", "Sqrt", "Tanh"],
        [typeof(float)] = ["IsInfinity", "IsNaN"],
        [typeof(double)] = ["IsInfinity", "IsNaN"],
        [typeof(BitConverter)] = ["DoubleToInt64Bits", "Int32BitsToSingle", "Int64BitsToDouble", "SingleToInt32Bits"],
        [typeof(BitOperations)] = ["LeadingZeroCount", "PopCount", "TrailingZeroCount"],
    };

    private static readonly Dictionary<string, string> Advice = new()
    {
        ["Exp"] = "ILGPU's core has no Exp: use IntrinsicMath.CPUOnly.Exp2 of the value times log2(e).",
        ["Log"] = "ILGPU's core has no Log: use IntrinsicMath.CPUOnly.Log2 times ln(2).",
        ["Pow"] = "ILGPU's core has no Pow: use IntrinsicMath.CPUOnly.Exp2.",
        ["Log2"] = "it becomes a call that only ptxas finds missing: use IntrinsicMath.CPUOnly.Log2.",
        ["FusedMultiplyAdd"] = "it becomes a call that only ptxas finds missing: write x * y + z, which is contracted.",
    };

    public static bool Owns(MethodBase method) => method.Module.Assembly.GetName().Name!.StartsWith("System", StringComparison.Ordinal);

    /// <summary>Why a method of .NET is not for kernels; null when it is.</summary>
    public static string? WhyNot(MethodBase method)
    {
        var type = method.DeclaringType!;
        if (Known.TryGetValue(type, out var names) && names.Contains(method.Name))
            return null;
        if (type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) && method.IsConstructor)
            return null;
        return Advice.GetValueOrDefault(method.Name) is { } advice && names is not null
            ? $"{type.Name}.{method.Name}: {advice}"
            : $"{type.Name}.{method.Name} is a method of .NET that ILGPU does not translate.";
    }
}
