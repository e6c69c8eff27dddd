using System.Numerics;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary>
/// Products and sums that an assembler may contract to one <c>fma</c>: those of float32 with no modifier but the type. An explicit <c>.rn</c> of either forbids it (PTX ISA, floating-point add,
/// sub and mul).
/// </summary>
internal static class Contraction
{
    public static Operation Product(InstructionDecoder decoder, PtxType type, Operation rounded)
        => IsAllowed(decoder, type) ? new ContractibleProduct(rounded, decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, type)) : rounded;

    public static Operation Sum(InstructionDecoder decoder, PtxType type, Operation rounded)
    {
        if (!IsAllowed(decoder, type))
            return rounded;
        var isDifference = decoder.Instruction.Opcode == "sub";
        return new ContractibleSum(rounded, decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, type), isDifference);
    }

    private static bool IsAllowed(InstructionDecoder decoder, PtxType type) => type.Name == "f32" && decoder.Instruction.Modifiers.Length == 1;
}

/// <summary><c>mul.f32</c>: its factors are remembered where products are contracted.</summary>
internal sealed unsafe class ContractibleProduct(Operation rounded, int target, int left, int right) : Operation
{
    public override bool KeepsProducts => true;

    public override void Execute(Warp warp, uint mask)
    {
        if (warp.Unrounded is { } products)
        {
            for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
            {
                var lane = BitOperations.TrailingZeroCount(lanes);
                products.Add(target, lane, Lane.Get<float>(warp.Lanes(left), lane), Lane.Get<float>(warp.Lanes(right), lane));
            }
        }

        rounded.Execute(warp, mask);
    }
}

/// <summary><c>add.f32</c> and <c>sub.f32</c>: of a product that is remembered, one rounding.</summary>
internal sealed unsafe class ContractibleSum(Operation rounded, int target, int left, int right, bool isDifference) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        if (warp.Unrounded is not { } products)
        {
            rounded.Execute(warp, mask);
            return;
        }

        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var (a, b) = (Lane.Get<float>(warp.Lanes(left), lane), Lane.Get<float>(warp.Lanes(right), lane));
            Lane.Set(warp.Lanes(target), lane, Sum(products, lane, a, b));
        }
    }

    private float Sum(UnroundedProducts products, int lane, float a, float b)
    {
        if (products.TryFind(left, lane, out var first))
            return MathF.FusedMultiplyAdd(first.Left, first.Right, isDifference ? -b : b);
        if (products.TryFind(right, lane, out var second))
            return MathF.FusedMultiplyAdd(isDifference ? -second.Left : second.Left, second.Right, a);
        return isDifference ? a - b : a + b;
    }
}
