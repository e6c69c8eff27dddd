using System.Numerics;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary>A comparison's name. The forms with u hold when an operand is NaN; the others then do not, <c>ne</c> neither.</summary>
internal sealed class Comparison
{
    private static readonly string[] Names =
        ["eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan"];

    private readonly string name;

    private Comparison(string name) => this.name = name;

    public static Comparison Take(InstructionDecoder decoder) => new(decoder.TakeOneOf(Names));

    public CompareOperation Create(InstructionDecoder decoder, PtxType type, CompareTargets targets, (int Left, int Right) operands) => name switch
    {
        "eq" => Of<Equal>(decoder, type, targets, operands),
        "ne" when type.IsFloat => Of<OrderedNotEqual>(decoder, type, targets, operands),
        "ne" or "neu" => Of<NotEqual>(decoder, type, targets, operands),
        "lt" or "lo" => Of<Less>(decoder, type, targets, operands),
        "le" or "ls" => Of<LessOrEqual>(decoder, type, targets, operands),
        "gt" or "hi" => Of<Greater>(decoder, type, targets, operands),
        "ge" or "hs" => Of<GreaterOrEqual>(decoder, type, targets, operands),
        "equ" => Of<Unless<OrderedNotEqual>>(decoder, type, targets, operands),
        "ltu" => Of<Unless<GreaterOrEqual>>(decoder, type, targets, operands),
        "leu" => Of<Unless<Greater>>(decoder, type, targets, operands),
        "gtu" => Of<Unless<LessOrEqual>>(decoder, type, targets, operands),
        "geu" => Of<Unless<Less>>(decoder, type, targets, operands),
        "num" => Of<BothNumbers>(decoder, type, targets, operands),
        _ => Of<Unless<BothNumbers>>(decoder, type, targets, operands),
    };

    private static CompareOperation Of<TCompare>(
        InstructionDecoder decoder, PtxType type, CompareTargets targets, (int Left, int Right) operands)
        where TCompare : ICompare
    {
        var (left, right) = operands;
        return type.Name switch
        {
            "u16" or "b16" => new CompareOperation<ushort, TCompare>(targets, left, right),
            "s16" => new CompareOperation<short, TCompare>(targets, left, right),
            "u32" or "b32" => new CompareOperation<uint, TCompare>(targets, left, right),
            "s32" => new CompareOperation<int, TCompare>(targets, left, right),
            "u64" or "b64" => new CompareOperation<ulong, TCompare>(targets, left, right),
            "s64" => new CompareOperation<long, TCompare>(targets, left, right),
            "f32" => new CompareOperation<float, TCompare>(targets, left, right),
            "f64" => new CompareOperation<double, TCompare>(targets, left, right),
            "f16" => new CompareOperation16<Float16, TCompare>(targets, left, right),
            "bf16" => new CompareOperation16<BFloat16, TCompare>(targets, left, right),
            _ => throw decoder.Unsupported(type),
        };
    }

    private readonly struct Equal : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a == b;
    }

    private readonly struct NotEqual : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a != b;
    }

    private readonly struct OrderedNotEqual : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a < b || a > b;
    }

    private readonly struct Less : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a < b;
    }

    private readonly struct LessOrEqual : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a <= b;
    }

    private readonly struct Greater : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a > b;
    }

    private readonly struct GreaterOrEqual : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => a >= b;
    }

    private readonly struct BothNumbers : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => !T.IsNaN(a) && !T.IsNaN(b);
    }

    private readonly struct Unless<TOther> : ICompare
        where TOther : ICompare
    {
        static bool ICompare.Holds<T>(T a, T b) => !TOther.Holds(a, b);
    }
}
