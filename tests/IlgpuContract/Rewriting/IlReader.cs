using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace KernelGen.IlgpuContract.Rewriting;

/// <summary>Decodes the body of a method. Tokens are resolved with the type arguments of the method as it is called.</summary>
internal sealed class IlReader
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private readonly MethodBase method;
    private readonly byte[] bytes;
    private int position;

    private IlReader(MethodBase method, byte[] bytes) => (this.method, this.bytes) = (method, bytes);

    public static IReadOnlyList<IlInstruction> Read(MethodBase method, MethodBody body)
    {
        var reader = new IlReader(method, body.GetILAsByteArray()!);
        var instructions = new List<IlInstruction>();
        while (reader.position < reader.bytes.Length)
            instructions.Add(IlForms.Long(reader.Next()));
        return instructions;
    }

    private IlInstruction Next()
    {
        var offset = position;
        short value = bytes[position++];
        if (value == 0xFE)
            value = unchecked((short)(0xFE00 | bytes[position++]));
        var code = Codes[value];
        var operand = Operand(code);
        return new IlInstruction(offset, code, operand, position);
    }

    private object? Operand(OpCode code) => code.OperandType switch
    {
        OperandType.InlineNone => null,
        OperandType.ShortInlineI => (int)(sbyte)bytes[position++],
        OperandType.ShortInlineVar => (int)bytes[position++],
        OperandType.InlineVar => (int)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        OperandType.InlineI => Int32(),
        OperandType.InlineI8 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        OperandType.ShortInlineR => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        OperandType.InlineR => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        OperandType.ShortInlineBrTarget => (sbyte)bytes[position++] + position,
        OperandType.InlineBrTarget => Int32() + position,
        OperandType.InlineSwitch => Targets(),
        OperandType.InlineMethod => method.Module.ResolveMethod(Int32(), TypeArguments, MethodArguments),
        OperandType.InlineField => method.Module.ResolveField(Int32(), TypeArguments, MethodArguments),
        OperandType.InlineType => method.Module.ResolveType(Int32(), TypeArguments, MethodArguments),
        _ => Int32(),
    };

    private Type[]? TypeArguments => method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;

    private Type[]? MethodArguments => method.IsGenericMethod ? method.GetGenericArguments() : null;

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private int[] Targets()
    {
        var offsets = new int[Int32()];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = Int32();
        return Array.ConvertAll(offsets, offset => offset + position);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        position += count;
        return bytes.AsSpan(position - count, count);
    }
}
