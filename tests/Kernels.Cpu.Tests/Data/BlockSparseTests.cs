using KernelGen.Planning;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Specs whose calls name the blocks that are seen.</summary>
public sealed unsafe class BlockSparseTests
{
    private const int HeadDim = 32;

    [Fact]
    public void A_block_mask_is_what_forward_takes_and_what_reference_says()
    {
        var shape = new AttentionShape(2, 4, 2, 300, 517);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var mask = Random(shape, 64, 64, 0.3);
        Blocks64.Forward(q, k, v, o, mask, shape);
        var exact = new double[o.Length];
        Blocks64.Reference(q, k, v, exact, mask, shape);
        for (var i = 0; i < exact.Length; i++)
            o[i].ShouldBe((float)exact[i], 2e-5f);
    }

    [Fact]
    public void Blocks_that_are_not_seen_are_not_computed_whatever_lies_there()
    {
        var shape = new AttentionShape(1, 2, 2, 256, 256);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var mask = BlockMask.Empty(shape, 64, 64);
        for (var i = 0; i < 4; i++)
            mask.Blocks[i * 4 + i] = mask.Blocks[16 + i * 4] = true;
        Blocks64.Forward(q, k, v, o, mask, shape);
        float[] expected = [.. o];
        k.AsSpan((256 + 64) * HeadDim).Fill(float.NaN);
        v.AsSpan((256 + 64) * HeadDim).Fill(float.PositiveInfinity);
        Blocks64.Forward(q, k, v, o, mask, shape);
        o.ShouldBe(expected);
    }

    [Fact]
    public void Tiles_that_cut_no_block_are_empty_or_full_and_never_partial()
    {
        var random = new Random(4);
        var shape = new AttentionShape(1, 2, 1, 1024, 2048);
        foreach (var kernel in Blocks64.Compiled.Kernels)
        {
            (64 % kernel.Tile.Query).ShouldBe(0, kernel.Id);
            (64 % kernel.Tile.Key).ShouldBe(0, kernel.Id);
            foreach (var (query, key) in new[] { (kernel.Tile.Query, kernel.Tile.Key), (64, 64), (32, 16) })
            {
                var mask = Random(shape, 64, 64, random.NextDouble());
                for (var head = 0; head < 2; head++)
                {
                    var seen = mask.Blocks.Slice(head * 16 * 32, 16 * 32).Count(true);
                    var plan = Plan(Blocks64.Compiled, mask, shape, head, query, key);
                    plan.Statistics.Partial.ShouldBe(0);
                    (plan.Statistics.Full * query * key).ShouldBe(seen * 64 * 64);
                }
            }
        }
    }

    [Fact]
    public void Default_tiles_hold_whole_blocks_or_divide_them()
    {
        foreach (var kernel in Blocks96By32.Compiled.Kernels)
        {
            (96 % kernel.Tile.Query).ShouldBe(0, kernel.Id);
            (kernel.Tile.Key % 32).ShouldBe(0, kernel.Id);
        }
    }

    [Fact]
    public void New_blocks_in_the_same_mask_are_seen_by_the_next_call()
    {
        var shape = new AttentionShape(1, 2, 2, 200, 200);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var mask = BlockMask.Empty(shape, 96, 32);
        Blocks96By32.Forward(q, k, v, o, mask, shape);
        o.ShouldAllBe(value => value == 0);
        mask.Blocks.Fill(true);
        Blocks96By32.Forward(q, k, v, o, mask, shape);
        var causal = new float[o.Length];
        CausalByAttribute.Forward(q, k, v, causal, shape);
        for (var i = 0; i < o.Length; i++)
            o[i].ShouldBe(causal[i], 1e-5f);
    }

    [Fact]
    public void A_mask_of_other_blocks_is_refused()
    {
        var shape = new AttentionShape(1, 2, 2, 200, 200);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var error = Should.Throw<ArgumentException>(() => Blocks64.Forward(q, k, v, o, BlockMask.Empty(shape, 32, 64), shape));
        error.ParamName.ShouldBe("blocks");
        error.Message.ShouldContain(
            "blocks has the lengths (1, 2, 7, 4); expected (1, 2, 4, 4), where a length may be 1 and leading ones may be missing: the index row / 64 asks for 4, not 7.");
    }

    private static BlockMask Random(AttentionShape shape, int query, int key, double density)
    {
        var random = new Random(17);
        var mask = BlockMask.Empty(shape, query, key);
        foreach (ref var block in mask.Blocks)
            block = random.NextDouble() < density;
        return mask;
    }

    private static TilePlan Plan(CompiledSpec spec, BlockMask mask, AttentionShape shape, int head, int queryTile, int keyTile)
    {
        var tensor = mask.AsTensor();
        fixed (bool* p = &tensor.GetPinnableReference())
        {
            var item = DataItem.Of(p, tensor.Lengths, tensor.Strides);
            var scope = new MaskScope(shape.QueryLength, shape.KeyLength, 0, 0, head, 0) { Data = new CallData(&item, 1) };
            return TilePlan.Build(spec.Classifier, scope, queryTile, keyTile);
        }
    }
}
