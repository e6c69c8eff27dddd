using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

public class TuningDbTests
{
    [Fact]
    public void The_winner_is_emitted_beside_the_defaults_and_its_choice_is_embedded()
    {
        const string Winner = "cpu.simd/q72-k192-w512";
        GeneratorRun.On(Specs.Dense64).Kernels.ShouldNotContain("CpuK192W512");
        var run = GeneratorRun.On(Specs.Dense64, TuningJson.For(Specs.Dense64, Winner));
        run.Diagnostics.ShouldBeEmpty();
        run.Kernels.ShouldContain("new CpuK128W512(\"cpu.simd/q48-k128-w512\", 48)");
        run.Kernels.ShouldContain("new CpuK192W512(\"cpu.simd/q72-k192-w512\", 72)");
        run.Kernels.ShouldContain($"new TunedChoice(\"test-cpu\", \"h8-q1024-k1024\", \"{Winner}\")");
        run.Kernels.ShouldContain($"[assembly: global::KernelGen.AttentionChoice(\"Models.Dense64\", \"test-cpu\", \"h8-q1024-k1024\", \"{Winner}\")]");
        run.ShouldCompile();
    }

    [Fact]
    public void A_winner_that_is_a_default_is_emitted_once()
    {
        var run = GeneratorRun.On(Specs.Dense64, TuningJson.For(Specs.Dense64, "cpu.simd/q48-k128-w512"));
        run.Kernels.Split("class CpuK128W512").Length.ShouldBe(2);
        run.ShouldCompile();
    }

    [Fact]
    public void A_choice_for_another_spec_changes_nothing()
        => GeneratorRun.On(Specs.Dense64, TuningJson.Choice("0123456789abcdef", "cpu.simd/q72-k192-w512")).Kernels
            .ShouldBe(GeneratorRun.On(Specs.Dense64).Kernels);

    [Theory]
    [InlineData("cpu.simd/q72-k192")]
    [InlineData("gpu.warp/x")]
    [InlineData("")]
    public void An_unknown_variant_is_skipped_with_a_warning_at_its_name(string variant)
    {
        var warning = Warning(TuningJson.For(Specs.Dense64, variant), DiagnosticIds.TuningVariantUnknown);
        warning.GetMessage(null).ShouldContain($"'cpu.json' is skipped: no variant is called '{variant}'");
        At(warning).ShouldBe((8, 17, variant.Length + 2));
    }

    [Fact]
    public void A_variant_that_its_spec_cannot_have_is_skipped_with_a_warning_at_its_name()
    {
        var warning = Warning(TuningJson.For(Specs.Dense64, "cpu.simd/q50-k128-w512"), DiagnosticIds.TuningVariantInfeasible);
        warning.GetMessage(null).ShouldContain("illegal for 'Models.Dense64', the query tile must be a multiple of 6");
        At(warning).ShouldBe((8, 17, 24));
    }

    [Fact]
    public void A_pinned_tile_outranks_the_tuner()
    {
        var source = Specs.With("[AttentionKernel(HeadDim = 64), Tile(Query = 24)]");
        var run = GeneratorRun.On(source, TuningJson.For(source, "cpu.simd/q48-k128-w512"));
        run.Diagnostics.ShouldHaveSingleItem().GetMessage(null).ShouldContain("[Tile] pins 24 query rows");
        run.Kernels.ShouldNotContain("q48-");
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("{", 0, 1)]
    [InlineData("{\n  \"format\": \"kernelgen-tuning-db 1\",\n  \"device\" \"ü\"\n}", 2, 11)]
    [InlineData("{ \"device\": \"ü\" x }", 0, 16)]
    public void Malformed_JSON_is_a_warning_at_its_line_and_column(string text, int line, int column)
    {
        var warning = Warning(TuningJson.File(text), DiagnosticIds.TuningFileMalformed);
        var start = warning.Location.GetLineSpan().StartLinePosition;
        (start.Line, start.Character).ShouldBe((line, column));
        warning.GetMessage(null).ShouldNotContain("LineNumber");
    }

    [Fact]
    public void A_text_with_half_a_character_is_a_warning()
        => Warning(TuningJson.File("""{ "format": "kernelgen-tuning-db 1", "device": "\ud800" }"""), DiagnosticIds.TuningFileMalformed)
            .GetMessage(null).ShouldContain("UTF-16");

    [Theory]
    [InlineData("[]", "it must hold an object", 0)]
    [InlineData("""{ "format": "kernelgen-tuning-db 2" }""", "its format is 'kernelgen-tuning-db 2', this generator reads 'kernelgen-tuning-db 1'", 12)]
    [InlineData("{}", "it must say \"format\": \"kernelgen-tuning-db 1\"", 0)]
    [InlineData("""{ "format": "kernelgen-tuning-db 1", "choices": [] }""", "it must name the \"device\"", 0)]
    [InlineData("""{ "format": "kernelgen-tuning-db 1", "device": 7, "choices": [] }""", "\"device\" must be a text", 47)]
    [InlineData("""{ "format": "kernelgen-tuning-db 1", "device": "d", "choices": {} }""", "\"choices\" must be an array", 63)]
    [InlineData("""{ "format": "kernelgen-tuning-db 1", "device": "d", "choices": [ 1 ] }""", "every choice must be an object", 65)]
    [InlineData("""{ "format": "kernelgen-tuning-db 1", "device": "d", "choices": [ { "spec": "s" } ] }""", "a choice needs the texts \"spec\", \"bucket\" and \"variant\"", 65)]
    public void Content_that_is_not_a_tuning_file_is_a_warning_where_it_is_wrong(string text, string message, int column)
    {
        var warning = Warning(TuningJson.File(text), DiagnosticIds.TuningFileContent);
        warning.GetMessage(null).ShouldContain(message);
        warning.Location.GetLineSpan().StartLinePosition.Character.ShouldBe(column);
    }

    [Fact]
    public void Properties_that_the_generator_does_not_know_are_skipped()
    {
        var file = TuningJson.For(Specs.Dense64);
        var text = file.GetText(TestContext.Current.CancellationToken).ToString()
            .Replace("\"runnerUp\": null", "\"runnerUp\": { \"deep\": [1, { \"variant\": \"x\" }] }", StringComparison.Ordinal);
        var run = GeneratorRun.On(Specs.Dense64, TuningJson.File(text));
        run.Diagnostics.ShouldBeEmpty();
        run.Kernels.ShouldContain("CpuK192W512");
    }

    /// <summary>The one warning of a run, which must emit what it would emit without the file.</summary>
    private static Diagnostic Warning(AdditionalText file, string id)
    {
        var run = GeneratorRun.On(Specs.Dense64, file);
        var warning = run.Diagnostics.ShouldHaveSingleItem();
        warning.Id.ShouldBe(id);
        warning.DefaultSeverity.ShouldBe(DiagnosticSeverity.Warning);
        warning.Location.GetLineSpan().Path.ShouldBe(TuningJson.Path);
        run.Kernels.ShouldBe(GeneratorRun.On(Specs.Dense64).Kernels);
        return warning;
    }

    private static (int Line, int Column, int Length) At(Diagnostic diagnostic)
    {
        var line = diagnostic.Location.GetLineSpan();
        return (line.StartLinePosition.Line, line.StartLinePosition.Character, diagnostic.Location.SourceSpan.Length);
    }
}
