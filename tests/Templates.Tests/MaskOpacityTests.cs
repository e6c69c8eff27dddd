using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class MaskOpacityTests
{
    [Theory]
    [InlineData("(< (* 0.5f (float k)) (float q))", "(< (* 0.5f (float k)) (float q))")]
    [InlineData("(or (== k q) (< (sqrt (float (- q k))) 10f))", "(< (sqrt (float (- q k))) 10f)")]
    [InlineData("(== (int (* 0.1f (float k))) 3)", "(int (* 0.1f (float k)))")]
    [InlineData("(< (& (^ (* q 73856093) (* k 19349663)) 1023) 50)", "(& (^ (* q 73856093) (* k 19349663)) 1023)")]
    [InlineData("(load bool keep (& (* k 7919) 8191))", "(load bool keep (& (* k 7919) 8191))")]
    [InlineData("(== (load int bucket (& (* k 7919) 4095)) 3)", "(& (* k 7919) 4095)")]
    [InlineData("(load bool keep (+ (* k queryLength) q))", "(load bool keep (+ (* k queryLength) q))")]
    [InlineData("(> (load float weight k) 0f)", "(> (load float weight k) 0f)")]
    public void The_part_that_hides_the_tiles_is_found(string mask, string blamed)
        => MaskOpacity.Blame(ExprText.Parse(mask), _ => true).ShouldBe(ExprText.Parse(blamed));

    [Theory]
    [InlineData("true")]
    [InlineData("(<= k q)")]
    [InlineData("(and (<= k q) (< (float k) 3f))")] // Nothing above the diagonal needs the floats.
    [InlineData("(== (% (+ q k) 2) 0)")] // Mixed everywhere: there is nothing to prove.
    [InlineData("(== (load int document q) (load int document k))")]
    [InlineData("(load bool padding k)")]
    [InlineData("(load bool keep (+ (* q keyLength) k))")]
    [InlineData("(< k (load int length batch))")]
    [InlineData("(== (load int kind (load int document k)) 1)")]
    [InlineData("(<= (float (load int window head)) (scalar float limit))")] // One value for a whole call.
    [InlineData("(<= (- q k) (load short window (+ (* batch 8) head)))")]
    [InlineData("(if (< head 2) (<= k q) (== (% (* (+ q k) 7919) 10007) 0))")] // Two heads have tiles to skip.
    [InlineData("(and (== (& q k) 0) (<= k (^ q 64)))")]
    public void A_mask_with_provable_tiles_is_not_opaque(string mask)
        => MaskOpacity.Blame(ExprText.Parse(mask), _ => true).ShouldBeNull();

    [Fact]
    public void Only_parts_with_a_place_are_blamed()
    {
        var mask = ExprText.Parse("(not (< (float k) (float q)))");
        MaskOpacity.Blame(mask, part => part is Unary { Op: UnaryOp.Not }).ShouldBeSameAs(mask);
        MaskOpacity.Blame(mask, _ => false).ShouldBeSameAs(mask);
    }
}
