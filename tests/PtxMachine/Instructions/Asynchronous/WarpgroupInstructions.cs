using System.Globalization;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Matrices;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary><c>wgmma</c> with factors of 16 bits or of e4m3 and float32 sums, its fence, groups and waits, and <c>setmaxnreg</c>.</summary>
internal static class WarpgroupInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["wgmma"] = DecodeProduct;
        table["setmaxnreg"] = DecodeRegisterCount;
    }

    private static Operation DecodeProduct(InstructionDecoder decoder)
    {
        var kind = decoder.TakeOneOf("mma_async", "fence", "commit_group", "wait_group");
        decoder.Expect("sync");
        decoder.Expect("aligned");
        switch (kind)
        {
            case "fence":
                decoder.ExpectOperands(0);
                return new ProductFence();
            case "commit_group":
                decoder.ExpectOperands(0);
                return new CommitProducts();
            case "wait_group":
                decoder.ExpectOperands(1);
                return new WaitForProducts(decoder.Number(0));
            default:
                return DecodeMultiply(decoder);
        }
    }

    private static Operation DecodeMultiply(InstructionDecoder decoder)
    {
        var shape = decoder.Instruction.Modifiers.FirstOrDefault(modifier => modifier.StartsWith("m64n", StringComparison.Ordinal)) ?? "";
        decoder.Take(shape);
        var (d, a, b) = (decoder.TakeType(), decoder.TakeType(), decoder.TakeType());
        if (d.Name != "f32" || a != b || a.Name is not ("f16" or "bf16" or "e4m3"))
            throw decoder.Error("wgmma is known with float32 sums and two factors of float16, of bfloat16 or of e4m3.");
        var inner = a.Name == "e4m3" ? "k32" : "k16";
        if (!shape.EndsWith(inner, StringComparison.Ordinal) || !int.TryParse(shape[4..^3], CultureInfo.InvariantCulture, out var columns)
            || columns % 8 != 0 || columns is < 8 or > 256)
            throw decoder.Error($"'{decoder.Instruction.FullName}' has no shape .m64n8{inner} to .m64n256{inner}, n in steps of 8.");
        return a.Name switch
        {
            "f16" => Create<Float16Format>(decoder, columns, hasMajors: true),
            "bf16" => Create<BFloat16Format>(decoder, columns, hasMajors: true),
            // Factors of 8 bits lie with their steps of k side by side, so nothing says how.
            _ => Create<E4M3Format>(decoder, columns, hasMajors: false),
        };
    }

    private static MultiplyWarpgroup<TFormat> Create<TFormat>(InstructionDecoder decoder, int columns, bool hasMajors)
        where TFormat : IMatrixFormat
    {
        var isLeftInRegisters = decoder.OperandAt(1) is VectorOperand;
        // d, a, b, scale of d, signs of a and b, and the majors of the factors in shared memory.
        decoder.ExpectOperands(6 + (hasMajors ? isLeftInRegisters ? 1 : 2 : 0));
        decoder.NoteSharedAccess(16);
        var (registers, slots) = decoder.UncheckedRegisters(0, PtxType.F32, columns / 2);
        var left = isLeftInRegisters
            ? decoder.UncheckedRegisters(1, PtxType.B32, 4)
            : (Registers: [], Slots: [decoder.Source(1, PtxType.B64)]);
        return new MultiplyWarpgroup<TFormat>
        {
            Columns = columns,
            Sums = registers,
            SumSlots = slots,
            LeftRegisters = left.Registers,
            LeftSlots = left.Slots,
            RightDescriptor = decoder.Source(2, PtxType.B64),
            AddsToSums = decoder.SourcePredicate(3),
            LeftSign = Sign(decoder, 4),
            RightSign = Sign(decoder, 5),
            IsLeftTransposed = hasMajors && !isLeftInRegisters && Flag(decoder, 6),
            IsRightTransposed = hasMajors && Flag(decoder, isLeftInRegisters ? 6 : 7),
        };
    }

    private static float Sign(InstructionDecoder decoder, int operand) => decoder.Number(operand) is 1 or -1
        ? decoder.Number(operand)
        : throw decoder.Error($"the factor's sign is 1 or -1, not {decoder.OperandAt(operand)}.");

    private static bool Flag(InstructionDecoder decoder, int operand) => decoder.Number(operand) switch
    {
        0 => false,
        1 => true,
        _ => throw decoder.Error($"the factor's major is 0 or 1, not {decoder.OperandAt(operand)}."),
    };

    // CUDA's limits for setmaxnreg: multiples of 8 from 24 to 256.
    private static RegisterCount DecodeRegisterCount(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(1);
        var isMore = decoder.TakeOneOf("inc", "dec") == "inc";
        foreach (var modifier in (ReadOnlySpan<string>)["sync", "aligned", "u32"])
            decoder.Expect(modifier);
        var count = decoder.Number(0);
        return count is >= 24 and <= 256 && count % 8 == 0
            ? new RegisterCount(isMore, (int)count)
            : throw decoder.Error($"setmaxnreg takes a multiple of 8 from 24 to 256, not {count}.");
    }
}
