using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Matrices;

/// <summary><c>ldmatrix stmatrix mma movmatrix</c>.</summary>
internal static class MatrixInstructions
{
    public static void Register(Dictionary<string, Decode> table)
    {
        table["ldmatrix"] = DecodeLoad;
        table["stmatrix"] = DecodeStore;
        table["movmatrix"] = DecodeTranspose;
        table["mma"] = DecodeMultiply;
    }

    private static LoadMatrix DecodeLoad(InstructionDecoder decoder)
    {
        var count = TakeShape(decoder);
        var isTransposed = decoder.Take("trans");
        var address = decoder.Address(1, StateSpace.Shared);
        return new LoadMatrix(decoder.Targets(0, PtxType.B32, count), address, isTransposed);
    }

    private static StoreMatrix DecodeStore(InstructionDecoder decoder)
    {
        var count = TakeShape(decoder);
        var isTransposed = decoder.Take("trans");
        var address = decoder.Address(0, StateSpace.Shared);
        return new StoreMatrix(address, decoder.Sources(1, PtxType.B32, count), isTransposed);
    }

    private static int TakeShape(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        decoder.Expect("sync");
        decoder.Expect("aligned");
        decoder.Expect("m8n8");
        decoder.TakeOneOf("shared", "shared::cta");
        decoder.Expect("b16");
        decoder.NoteSharedAccess(16);
        return decoder.TakeOneOf("x1", "x2", "x4")[1] - '0';
    }

    private static TransposeMatrix DecodeTranspose(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(2);
        foreach (var modifier in (ReadOnlySpan<string>)["sync", "aligned", "m8n8", "trans", "b16"])
            decoder.Expect(modifier);
        return new TransposeMatrix(decoder.Target(0, PtxType.B32), decoder.Source(1, PtxType.B32));
    }

    private static Operation DecodeMultiply(InstructionDecoder decoder)
    {
        decoder.ExpectOperands(4);
        foreach (var modifier in (ReadOnlySpan<string>)["sync", "aligned", "row", "col"])
            decoder.Expect(modifier);
        var shape = decoder.TakeOneOf("m16n8k16", "m16n8k8", "m16n8k4");
        var (d, a, b, c) = (decoder.TakeType(), decoder.TakeType(), decoder.TakeType(), decoder.TakeType());
        if (d.Name != "f32" || c.Name != "f32" || a != b)
            throw decoder.Error("products are known with float32 sums and two factors of one type.");
        var inner = int.Parse(shape.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);
        return (a.Name, inner) switch
        {
            ("f16", 16 or 8) => Multiply<Float16Format>(decoder, inner),
            ("bf16", 16 or 8) => Multiply<BFloat16Format>(decoder, inner),
            ("tf32", 8 or 4) => Multiply<Tf32Format>(decoder, inner),
            _ => throw decoder.Error($"mma of {a} has no shape {shape} on this machine."),
        };
    }

    private static MultiplyMatrices<TFormat> Multiply<TFormat>(InstructionDecoder decoder, int inner)
        where TFormat : IMatrixFormat
    {
        // 16 x inner elements of A in 32 lanes; B has half as many columns as A has rows.
        var registersOfA = 16 * inner / 32 / TFormat.PerRegister;
        return new MultiplyMatrices<TFormat>(
            inner, decoder.Targets(0, PtxType.F32, 4), decoder.Sources(1, PtxType.B32, registersOfA),
            decoder.Sources(2, PtxType.B32, registersOfA / 2), decoder.Sources(3, PtxType.F32, 4));
    }
}
