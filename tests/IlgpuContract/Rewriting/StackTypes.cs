namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>The types that IL's arithmetic leaves on the stack (ECMA-335, III.1.5 and III.1.8).</summary>
internal static class StackTypes
{
    public static Type Widen(Type type)
    {
        var plain = type.IsEnum ? Enum.GetUnderlyingType(type) : type;
        return Type.GetTypeCode(plain) switch
        {
            TypeCode.Boolean or TypeCode.Char or TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32
                or TypeCode.UInt32 => typeof(int),
            TypeCode.Int64 or TypeCode.UInt64 => typeof(long),
            _ when plain == typeof(nuint) => typeof(nint),
            _ => plain,
        };
    }

    public static Type OfArithmetic(Type left, Type right) => (left, right) switch
    {
        _ when left.IsByRef => right.IsByRef ? typeof(nint) : left,
        _ when right.IsByRef => right,
        _ when left == typeof(double) || right == typeof(double) => typeof(double),
        _ when left == typeof(nint) || right == typeof(nint) => typeof(nint),
        _ => left,
    };

    /// <summary>By the name of the instruction: conv.u8, conv.ovf.i4.un, ldind.r4 and the like.</summary>
    public static Type OfSuffix(string name)
    {
        var suffix = name.Split('.').Last(static part => part is not "un");
        return suffix switch
        {
            "i8" or "u8" => typeof(long),
            "r4" => typeof(float),
            "r8" or "r" or "conv" => typeof(double),
            "i" or "u" => typeof(nint),
            _ => typeof(int),
        };
    }

    /// <summary>The bytes that ldind and stind move.</summary>
    public static int SizeOfSuffix(string name) => name[^1] switch
    {
        '1' => 1,
        '2' => 2,
        '4' => 4,
        _ => 8,
    };
}
