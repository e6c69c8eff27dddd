namespace KernelGen.PtxMachine.Parsing;

internal enum TypeKind
{
    Predicate,
    Bits,
    Unsigned,
    Signed,
    Float,
}

/// <summary>A type as PTX names it; <paramref name="Bits"/> is the width of the register that holds it (packed types: all of it).</summary>
internal sealed record PtxType(string Name, TypeKind Kind, int Bits)
{
    public static readonly PtxType Predicate = new("pred", TypeKind.Predicate, 1);
    public static readonly PtxType B16 = new("b16", TypeKind.Bits, 16);
    public static readonly PtxType B32 = new("b32", TypeKind.Bits, 32);
    public static readonly PtxType B64 = new("b64", TypeKind.Bits, 64);
    public static readonly PtxType U32 = new("u32", TypeKind.Unsigned, 32);
    public static readonly PtxType F32 = new("f32", TypeKind.Float, 32);

    private static readonly Dictionary<string, PtxType> Known = new PtxType[]
    {
        Predicate, B16, B32, B64, U32, F32,
        new("b8", TypeKind.Bits, 8), new("b128", TypeKind.Bits, 128),
        new("u8", TypeKind.Unsigned, 8), new("u16", TypeKind.Unsigned, 16), new("u64", TypeKind.Unsigned, 64),
        new("s8", TypeKind.Signed, 8), new("s16", TypeKind.Signed, 16), new("s32", TypeKind.Signed, 32), new("s64", TypeKind.Signed, 64),
        new("f16", TypeKind.Float, 16), new("bf16", TypeKind.Float, 16), new("tf32", TypeKind.Float, 32), new("f64", TypeKind.Float, 64),
        new("f16x2", TypeKind.Float, 32), new("bf16x2", TypeKind.Float, 32),
        new("e4m3x2", TypeKind.Float, 16), new("e5m2x2", TypeKind.Float, 16), new("e4m3", TypeKind.Float, 8), new("e5m2", TypeKind.Float, 8),
    }.ToDictionary(type => type.Name);

    public int Bytes => Bits / 8;

    public bool IsInteger => Kind is TypeKind.Bits or TypeKind.Unsigned or TypeKind.Signed;

    public bool IsFloat => Kind == TypeKind.Float;

    public static PtxType? Find(string name) => Known.GetValueOrDefault(name);

    public override string ToString() => "." + Name;
}
