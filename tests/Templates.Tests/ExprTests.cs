using KernelGen.Templates.Expressions;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class ExprTests
{
    [Fact]
    public void Simplifying_keeps_every_value_and_is_done_after_once()
    {
        var random = new RandomExprs(3, withScore: true, withData: true);
        using var data = new RandomData(3);
        for (var i = 0; i < 3000; i++)
        {
            var mask = random.Bool(5);
            var simple = ExprSimplifier.Simplify(mask);
            ExprSimplifier.Simplify(simple).ShouldBe(simple);
            for (var j = 0; j < 15; j++)
            {
                var at = random.Point() with { Data = data };
                Evaluator.Bool(simple, at).ShouldBe(Evaluator.Bool(mask, at), $"{mask} became {simple}, at {at}");
            }
        }
    }

    [Theory]
    [InlineData("(and true (and (< k 3) (< k 3)) (not false))", "(< k 3)")]
    [InlineData("(and (< k q) (>= k q))", "false")]
    [InlineData("(or (< k q) (not (< k q)))", "true")]
    [InlineData("(>= q k)", "(<= k q)")]
    [InlineData("(< 3 k)", "(> k 3)")]
    [InlineData("(not (< k q))", "(<= q k)")]
    [InlineData("(not (< (float k) 1.5f))", "(not (< (float k) 1.5f))")]
    [InlineData("(== (+ k (* 0 q)) (- (+ 1 2) 3))", "(== k 0)")]
    [InlineData("(if (< k 3) true (< q 2))", "(or (< k 3) (< q 2))")]
    [InlineData("(and (<= k q) (or (and (<= k q) (< k 9)) (< q 4)))", "(and (<= k q) (or (< k 9) (< q 4)))")]
    [InlineData("(== (/ q 0) (% 7 0))", "false")]
    public void Simplified_forms_are_these(string given, string expected)
        => ExprSimplifier.Simplify(ExprText.Parse(given)).ToString().ShouldBe(expected);

    [Fact]
    public void Text_reads_back_to_an_equal_expression()
    {
        var random = new RandomExprs(4, withScore: true, withData: true);
        for (var i = 0; i < 3000; i++)
        {
            var expr = i % 2 == 0 ? random.Bool(5) : random.Float(5);
            ExprText.Parse(ExprText.Write(expr)).ShouldBe(expr);
        }
    }

    [Theory]
    [InlineData("", "character 0: expected an expression, found the end.")]
    [InlineData("(<= k q", "character 7: expected ')' for the '(' at 0, found the end.")]
    [InlineData("(<= k q) 3", "character 9: expected the end, found '3'.")]
    [InlineData("(<= k)", "character 1: '<=' takes 2 operands, found 1.")]
    [InlineData("(and true)", "character 1: 'and' takes 2 or more operands, found 1.")]
    [InlineData("(nod true)", "character 1: expected an operation, found 'nod'; the nearest one is 'not'.")]
    [InlineData("(< keyLenght 3)", "character 3: expected an operand, found 'keyLenght'; the nearest variable is 'keyLength'.")]
    [InlineData("(< k 99999999999)", "found '99999999999', which is neither an int32 nor a binary32 number with an f behind it.")]
    [InlineData("(and k true)", "character 0: 'and' takes two Bools, but was given Int and Bool")]
    [InlineData("()", "character 1: expected an operation.")]
    [InlineData("(tensor bool mask q k)", "'mask' takes four indices, found 2 operands.")]
    [InlineData("(tensor int mask 0 0 q k)", "'mask' is a tensor of int; tensors hold bool or float")]
    [InlineData("(tensor bool mask 0 0 q true)", "'tensor' takes four Int indices, but was given Int, Int, Int, Bool")]
    public void Malformed_text_says_where_and_what_was_expected(string text, string message)
        => Should.Throw<FormatException>(() => ExprText.Parse(text)).Message.ShouldContain(message);

    [Fact]
    public void Text_nested_too_deep_is_an_error_and_not_a_crash()
        => Should.Throw<FormatException>(() => ExprText.Parse(new string('(', 100_000))).Message.ShouldNotBeEmpty();

    [Fact]
    public void A_list_too_long_is_an_error_and_not_a_crash()
        => Should.Throw<FormatException>(() => ExprText.Parse($"(and{string.Concat(Enumerable.Repeat(" true", 100_000))})"))
            .Message.ShouldContain("at most 2000 literals and variables");

    [Theory]
    [InlineData("(neg -2147483648)", int.MinValue)]
    [InlineData("(+ 2147483647 1)", int.MinValue)]
    [InlineData("(/ -2147483648 -1)", int.MinValue)]
    [InlineData("(% -2147483648 -1)", 0)]
    [InlineData("(/ -7 2)", -3)]
    [InlineData("(% -7 2)", -1)]
    [InlineData("(/ 7 0)", 0)]
    [InlineData("(% 7 0)", 7)]
    [InlineData("(<< 1 33)", 2)]
    [InlineData("(>> -8 1)", -4)]
    public void Integers_wrap_and_every_operation_is_total(string expr, int expected)
        => Evaluator.Int(ExprText.Parse(expr), default).ShouldBe(expected);

    [Fact]
    public void Ill_typed_operations_name_the_operation_and_both_types()
        => Should.Throw<ArgumentException>(() => Expr.Of(BinaryOp.ShiftLeft, Expr.Float(1), Expr.Int(1)))
            .Message.ShouldContain("'<<' takes two Ints, but was given Float and Int.");

    [Fact]
    public void Equal_trees_are_equal_values_and_NaN_equals_itself()
    {
        Expr Tree() => Expr.And(Expr.LessOrEqual(Expr.K, Expr.Q), Expr.Less(Expr.Float(float.NaN), Expr.Score));
        Tree().ShouldBe(Tree());
        Tree().GetHashCode().ShouldBe(Tree().GetHashCode());
        Expr.Float(0f).ShouldNotBe(Expr.Float(-0f));
    }
}
