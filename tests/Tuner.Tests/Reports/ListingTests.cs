using System.Text.Json;
using KernelGen.Tuner.Reports;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Reports;

public class ListingTests
{
    private static readonly Listing<Row> Columns = new(
        new("Name", "name", row => row.Name),
        new("Time", "timeMicroseconds", row => row.Time, row => TimeText.Microseconds(row.Time)),
        new("Count", "count", row => row.Count),
        new(null, "isGood", row => row.Time < 1000),
        new(null, "when", _ => new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2))),
        new(null, "steps", row => row.Name.Split(' ')));

    private static readonly Row Plain = new("plain text", 1234.5, 7);

    [Fact]
    public void JSON_is_an_array_of_objects_with_numbers_as_numbers_in_every_culture()
    {
        using var culture = new CommaCulture();

        using var json = JsonDocument.Parse(Columns.ToJson([Plain, Plain with { Time = double.PositiveInfinity }, Plain with { Time = null }]));

        var first = json.RootElement[0];
        first.GetProperty("timeMicroseconds").GetDouble().ShouldBe(1234.5);
        first.GetProperty("count").GetInt32().ShouldBe(7);
        first.GetProperty("isGood").GetBoolean().ShouldBeFalse();
        first.GetProperty("when").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        first.GetProperty("steps").EnumerateArray().Select(step => step.GetString()).ShouldBe(["plain", "text"]);
        json.RootElement[1].GetProperty("timeMicroseconds").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement[2].GetProperty("timeMicroseconds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void CSV_has_a_line_of_names_and_invariant_numbers()
    {
        using var culture = new CommaCulture();

        Columns.ToCsv([Plain, Plain with { Time = double.PositiveInfinity }]).ShouldBe(
            "name,timeMicroseconds,count,isGood,when,steps\n"
                + "plain text,1234.5,7,false,2026-01-02T03:04:05.0000000Z,\"plain\ntext\"\n"
                + "plain text,,7,false,2026-01-02T03:04:05.0000000Z,\"plain\ntext\"\n");
    }

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"it\"", "\"say \"\"it\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("carriage\rreturn", "\"carriage\rreturn\"")]
    [InlineData("naïve; 'quoted' too ", "naïve; 'quoted' too ")]
    [InlineData("", "")]
    public void CSV_quotes_what_would_break_a_field(string text, string field)
        => new Listing<string>(new ListColumn<string>(null, "text", row => row)).ToCsv([text]).ShouldBe($"text\n{field}\n");

    [Fact]
    public void A_table_shows_headed_columns_with_numbers_to_the_right_and_takes_no_text_for_markup()
    {
        using var output = new StringWriter();

        Columns.Write(new ToolConsole(output, TextWriter.Null, isTerminal: false), [Plain with { Name = "[red]" }, Plain with { Time = null, Count = 10_000 }]);

        output.ToString().ShouldContain("│ [red]      │ 1234.5 us │     7 │");
        output.ToString().ShouldContain("│ plain text │           │ 10000 │");
        output.ToString().ShouldNotContain("isGood");
    }

    [Fact]
    public void An_empty_list_is_still_a_list()
    {
        Columns.ToJson([]).ShouldBe("[]");
        Columns.ToCsv([]).ShouldBe("name,timeMicroseconds,count,isGood,when,steps\n");
    }

    [Fact]
    public void A_value_that_lists_do_not_hold_is_refused()
        => Should.Throw<ArgumentException>(() => new Listing<Row>(new ListColumn<Row>("Row", "row", row => row)).ToJson([Plain]))
            .Message.ShouldContain("which lists do not hold");

    [Fact]
    public void Two_columns_of_one_name_are_refused()
        => Should.Throw<ArgumentException>(() => new Listing<Row>(new("Name", "name", row => row.Name), new(null, "count", row => row.Count), new(null, "name", row => row.Time)))
            .Message.ShouldContain("'name' 2 times");

    private sealed record Row(string Name, double? Time, int Count);
}
