using KernelGen.Selection;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

public sealed class MeasurementFileTests : IDisposable
{
    private static readonly TuningRow[] Rows =
    [
        TestRows.Row("cpu.simd/q48-k128-w256", 123.45),
        TestRows.Row("cpu.simd/q48-k128-w256", 120) with { Time = new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero) },
        TestRows.Row("cpu.simd/q24-k64-w256", 150, "bbbb", heads: 16),
        TestRows.Row("cpu.simd/q12-k64-w256", 0, status: TuningStatus.WrongResult) with
        {
            MaxError = double.PositiveInfinity, Message = "two\nlines and a \u2028 separator", SpecText = "text \"of\" a spec\r\nwith lines",
        },
    ];

    private readonly TempFolder _folder = new();

    private string File => _folder["sweep.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_survives_the_way_through_a_file()
    {
        using var culture = new CommaCulture();

        MeasurementFile.Write(File, Rows);

        MeasurementFile.Read(File).ShouldBe(Rows, ignoreOrder: true);
        // A field that is added to a row must be added to the line, too; the key stands there as its six fields.
        typeof(MeasurementLine).GetProperties().Length.ShouldBe(typeof(TuningRow).GetProperties().Count(property => property.CanWrite) - 1 + typeof(TuningKey).GetProperties().Length);
    }

    [Fact]
    public void The_text_is_one_object_per_line_after_the_header()
    {
        using var culture = new CommaCulture();

        MeasurementFile.Write(File, [Rows[0] with { Comment = "naïve" }]);

        System.IO.File.ReadAllText(File).ShouldBe(
            """
            {"format":"kernelgen-measurements 1"}
            {"spec":"aaaa","specName":"Demo.aaaa","device":"cpu:test-cpu:avx2:4c","family":"cpu.simd","variant":"cpu.simd/q48-k128-w256","emitterVersion":1,"bucket":"h8-q1024-k1024","shape":"B1,Hq8,Hkv8,Nq1024,Nk1024","threads":2,"status":"ok","message":"","samples":9,"medianMicroseconds":123.45,"p20Microseconds":123.32655,"p80Microseconds":123.57345,"timesMicroseconds":[123.45,123.573,123.327,123.45,123.573,123.327,123.45,123.573,123.327],"maxError":1E-07,"toolVersion":"1.2.3","time":"2026-01-02T03:04:05.0000000Z","environment":"test","comment":"naïve","specText":"text of aaaa"}

            """);
    }

    [Fact]
    public void The_order_of_measurements_does_not_show()
    {
        MeasurementFile.Write(File, Rows);
        var first = System.IO.File.ReadAllBytes(File);

        MeasurementFile.Write(File, Rows.Reverse());

        System.IO.File.ReadAllBytes(File).ShouldBe(first);
    }

    [Fact]
    public void Line_ends_of_another_system_are_read_too()
    {
        MeasurementFile.Write(File, Rows);
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n");

        MeasurementFile.Read(File).ShouldBe(Rows, ignoreOrder: true);
    }

    [Theory]
    [InlineData("", "no file of measurements")]
    [InlineData("not json", "no file of measurements")]
    [InlineData("[]", "no file of measurements")]
    [InlineData("""{"format":"kernelgen-measurements 9"}""", "of format \"kernelgen-measurements 9\"")]
    public void Another_format_is_named(string header, string message)
    {
        System.IO.File.WriteAllText(File, header + "\n");

        var error = Should.Throw<ToolException>(() => MeasurementFile.Read(File)).Message;

        error.ShouldContain(File);
        error.ShouldContain(message);
        error.ShouldContain("kernelgen-measurements 1");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
        => Should.Throw<ToolException>(() => MeasurementFile.Read(File)).Message.ShouldContain(File);

    [Theory]
    [InlineData("h32-q1-k8192")]
    [InlineData("h32g4-q1-k8192")]
    public void A_decoding_bucket_may_lack_the_group_that_its_shape_has(string bucket)
    {
        MeasurementFile.Write(File, [Rows[0]]);
        var text = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, text
            .Replace("\"bucket\":\"h8-q1024-k1024\"", $"\"bucket\":\"{bucket}\"", StringComparison.Ordinal)
            .Replace("B1,Hq8,Hkv8,Nq1024,Nk1024", "B1,Hq32,Hkv8,Nq1,Nk8192", StringComparison.Ordinal));

        MeasurementFile.Read(File).Single().Key.Bucket.ShouldBe(new ShapeBucket(32, 1, 8192, 4));
    }

    [Theory]
    [InlineData("\"samples\":9", "\"samples\":nine", "line 2", "'nine")]
    [InlineData("\"samples\":9", "\"samples\":8", "line 2", "'9 times'", "8 samples")]
    [InlineData("\"status\":\"ok\"", "\"status\":\"okay\"", "line 2", "'okay'", "the closest is 'ok'")]
    [InlineData("h8-q1024-k1024", "h8", "line 2", "\"bucket\" is 'h8'")]
    [InlineData("2026-01-02T03:04:05.0000000Z", "yesterday", "line 2", "\"time\" is 'yesterday'")]
    [InlineData("\"toolVersion\":\"1.2.3\",", "", "line 2", "toolVersion")]
    [InlineData("\"toolVersion\":\"1.2.3\",", "\"toolVersion\":null,", "line 2", "ToolVersion")]
    [InlineData("\"toolVersion\"", "\"toolColour\"", "line 2", "toolColour")]
    [InlineData("[123.45,", "[-1,", "line 2", "'-1'")]
    [InlineData("\"family\":\"cpu.simd\"", "\"family\":\"cpu.other\"", "line 2", "\"family\" is 'cpu.other'; allowed is 'cpu.simd'")]
    [InlineData("Nq1024,Nk1024", "Nq100,Nk1024", "line 2", "\"bucket\" is 'h8-q1024-k1024'; allowed is h8-q128-k1024")]
    [InlineData("h8-q1024-k1024", "h8g4-q1024-k1024", "line 2", "\"bucket\" is 'h8g4-q1024-k1024'; allowed is h8-q1024-k1024")]
    [InlineData("B1,Hq8,Hkv8,Nq1024,Nk1024", "B1,Hq8", "line 2", "\"shape\" 'B1,Hq8' lacks Nq")]
    [InlineData("\"medianMicroseconds\":123.45", "\"medianMicroseconds\":null", "line 2", "\"medianMicroseconds\" is 'null'; allowed is a time above 0")]
    [InlineData("\"medianMicroseconds\":123.45", "\"medianMicroseconds\":\"Infinity\"", "line 2", "\"medianMicroseconds\"")]
    [InlineData("\"specText\":\"text of aaaa\"}", "\"specText\":\"te", "line 2")]
    public void A_broken_line_is_named_with_its_number_and_nothing_is_imported(string sound, string broken, params string[] messages)
    {
        MeasurementFile.Write(File, [Rows[0], Rows[2]]);
        var text = System.IO.File.ReadAllText(File);
        var place = text.IndexOf(sound, StringComparison.Ordinal);
        place.ShouldBeGreaterThan(0);
        System.IO.File.WriteAllText(File, text[..place] + broken + text[(place + sound.Length)..]);

        var run = ToolRun.InProcess("import", File, "--db", _folder["into.db"]);

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain(File);
        foreach (var message in messages)
            run.Error.ShouldContain(message);
        run.Error.ShouldNotContain("LineNumber");
        System.IO.File.Exists(_folder["into.db"]).ShouldBeFalse();
    }

    [Fact]
    public void Measurements_travel_from_one_database_to_another_and_are_not_doubled()
    {
        string from = _folder["from.db"], into = _folder["into.db"];
        Fill(from, Rows);
        Fill(into, [Rows[2]]);

        ToolRun.InProcess("export", "--measurements", File, "--db", from).Output.ShouldContain("Wrote 4 measurements");
        var first = ToolRun.InProcess("import", File, "--db", into);
        var second = ToolRun.InProcess("import", File, "--db", into);

        first.Output.ShouldContain("Added 3 of 4 measurements");
        second.Output.ShouldContain("Added 0 of 4 measurements");
        (first.Code, second.Code).ShouldBe((ExitCodes.Done, ExitCodes.Done));
        using var reader = TuningDatabaseReader.Open(into)!;
        reader.Rows().ShouldBe(Rows, ignoreOrder: true);
    }

    [Fact]
    public void The_newest_measurement_speaks_even_when_an_older_one_is_imported_later()
    {
        Fill(_folder["into.db"], [Rows[1]]);
        MeasurementFile.Write(File, [Rows[0]]);

        ToolRun.InProcess("import", File, "--db", _folder["into.db"]).Code.ShouldBe(ExitCodes.Done);

        using var reader = TuningDatabaseReader.Open(_folder["into.db"])!;
        reader.Latest().Single().Median.ShouldBe(120);
    }

    [Fact]
    public void Export_filters_by_parts_of_names_and_names_the_closest()
    {
        Fill(_folder["from.db"], [.. Rows, TestRows.Row("cpu.simd/q24-k64-w256", 9, "bbbb", "cpu:other:avx512:2c")]);

        Export("--spec", "bbbb", "--device", "other").Code.ShouldBe(ExitCodes.Done);
        MeasurementFile.Read(File).Single().Median.ShouldBe(9);

        Export("--spec", "bbb1").Error.ShouldContain("the closest is 'Demo.bbbb'");
        Export("--device", "cuda").Error.ShouldContain("There are: cpu:other:avx512:2c, cpu:test-cpu:avx2:4c");
        Export("--spec", "aaaa", "--device", "other").Error.ShouldContain("'aaaa'");

        ToolRun Export(params string[] filter) => ToolRun.InProcess(["export", "--measurements", File, "--db", _folder["from.db"], .. filter]);
    }

    [Fact]
    public void Export_wants_one_place()
    {
        Fill(_folder["from.db"], Rows);

        string[][] wrong = [[], [_folder["out"], "--measurements", File], [_folder["out"], "--spec", "aaaa"]];
        foreach (var places in wrong)
        {
            var run = ToolRun.InProcess(["export", "--db", _folder["from.db"], .. places]);
            run.Code.ShouldBe(ExitCodes.WrongInput);
            run.Error.ShouldContain("--measurements");
        }
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    private static void Fill(string path, IReadOnlyList<TuningRow> rows)
    {
        using var writer = TuningDatabaseWriter.Open(path);
        foreach (var row in rows)
            writer.Add(row);
    }
}
