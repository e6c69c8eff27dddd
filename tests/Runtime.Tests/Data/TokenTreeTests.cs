using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Data;

public sealed class TokenTreeTests
{
    [Fact]
    public void A_small_tree_is_numbered_like_this()
    {
        var (enter, leave) = TokenTree.Number([-1, -1, 0, 0, 2]);
        enter.ShouldBe([0, 4, 1, 3, 2]);
        leave.ShouldBe([4, 5, 3, 4, 3]);
    }

    [Fact]
    public void A_token_is_entered_inside_another_exactly_when_it_continues_it()
    {
        var random = new Random(31);
        for (var i = 0; i < 300; i++)
        {
            // Chains, stars and everything between them.
            var reach = random.Next(1, 12);
            int[] parents = [.. Enumerable.Range(0, random.Next(40)).Select(token => Math.Max(-1, token - random.Next(1, reach + 1)))];
            var (enter, leave) = TokenTree.Number(parents);
            enter.Order().ShouldBe(Enumerable.Range(0, parents.Length));
            for (var token = 0; token < parents.Length; token++)
            {
                var above = Above(parents, token).ToHashSet();
                for (var other = 0; other < parents.Length; other++)
                    (enter[other] <= enter[token] && enter[token] < leave[other]).ShouldBe(above.Contains(other), $"{token} below {other}");
            }
        }
    }

    [Theory]
    [InlineData(new[] { 0 }, "parents[0] is 0; a parent stands before its child, so expected -1 (the committed keys).")]
    [InlineData(new[] { -1, 0, 3, 1 }, "parents[2] is 3; a parent stands before its child, so expected -1 (the committed keys) or 0 to 1.")]
    [InlineData(new[] { -1, -2 }, "parents[1] is -2")]
    public void A_parent_that_does_not_stand_before_its_child_is_refused(int[] parents, string message)
    {
        var error = Should.Throw<ArgumentException>(() => TokenTree.Number(parents));
        error.ParamName.ShouldBe("parents");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_span_of_another_length_is_refused()
        => Should.Throw<ArgumentException>(() => TokenTree.Number([-1, 0], new int[2], new int[3])).Message
            .ShouldContain("leave has 3 elements; expected 2, one for each token");

    private static IEnumerable<int> Above(int[] parents, int token)
    {
        for (; token >= 0; token = parents[token])
            yield return token;
    }
}
