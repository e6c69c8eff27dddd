using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.PublicApi;

/// <summary>
/// What others may build on, as a text that a change of it changes. A difference leaves PublicApi.received.txt beside the approved one;
/// reading it and renaming it approves it.
/// </summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one()
        => ApiText.Of(typeof(CompiledSpec).Assembly).ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("Approved")
            .WithFilenameGenerator((_, _, kind, extension) => $"PublicApi.{kind}.{extension}"));

    [Fact]
    public void The_public_API_of_the_package_for_servers_is_the_approved_one()
        => ApiText.Of(typeof(PostgreSqlTuning).Assembly).ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("Approved")
            .WithFilenameGenerator((_, _, kind, extension) => $"PublicApi.PostgreSql.{kind}.{extension}"));

    [Fact]
    public void A_change_of_a_signature_changes_the_text()
    {
        var text = ApiText.Of(typeof(CompiledSpec).Assembly);
        text.ShouldContain("\n  sealed record AttentionOptions : IEquatable<AttentionOptions>\n");
        text.ShouldContain("\n    Action<SelectionReport>? Explain { get; init; }\n");
        text.ShouldContain(
            "\n    void Forward(ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<TOut> o, "
            + "AttentionShape shape, AttentionOptions? options = null, CallData data = default)\n");
        text.ShouldContain("\n    required string Hash { get; init; }\n");
    }
}
