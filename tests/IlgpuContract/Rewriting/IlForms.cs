using System.Globalization;
using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>IL has short forms for what is frequent. The rewriter knows the long ones only.</summary>
internal static class IlForms
{
    private static readonly Dictionary<string, OpCode> ByName = typeof(OpCodes)
        .GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Name!);

    public static IlInstruction Long(IlInstruction instruction)
    {
        var parts = instruction.Code.Name!.Split('.');
        return parts switch
        {
            ["ldc", "i4", "m1"] => instruction with { Code = OpCodes.Ldc_I4, Operand = -1 },
            ["ldc", "i4", "s"] => instruction with { Code = OpCodes.Ldc_I4 },
            ["ldc", "i4", var digit] => instruction with { Code = OpCodes.Ldc_I4, Operand = Number(digit) },
            [("ldloc" or "stloc" or "ldarg") and var name, not "s" and var digit] =>
                instruction with { Code = ByName[name], Operand = Number(digit) },
            [var name, .., "s"] => instruction with { Code = ByName[string.Join('.', parts[..^1])] },
            _ => instruction,
        };
    }

    private static int Number(string digit) => int.Parse(digit, CultureInfo.InvariantCulture);
}
