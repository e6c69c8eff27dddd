using KernelGen.Tuner.Replay;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Replay;

public sealed class RecordingTests : IDisposable
{
    private static readonly string s_dense64 = Path.Combine(AppContext.BaseDirectory, "Recordings", "dense-64.jsonl");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_best_is_judged_without_what_rounds_have_in_common()
    {
        var truth = new Dictionary<string, double> { ["planted/q1-k1"] = 100, ["planted/q2-k1"] = 101 };
        var recording = Synthetic.Recording(truth, noise: 0.001, round: round => round % 3 == 0 ? 2 : 1);

        recording.Best.ShouldBe("planted/q1-k1");
        recording.Loss("planted/q2-k1").ShouldBe(0.01, 0.002);
        recording.Truth.Noise.ShouldBeLessThan(0.003);
    }

    [Fact]
    public void Drawn_rounds_are_the_same_every_time_and_differ_from_the_recorded_order()
    {
        static List<int> Draw(int seed)
        {
            var rounds = new RecordedRounds(15, seed);
            return [.. Enumerable.Range(0, 30).Select(_ => rounds.Next())];
        }

        Draw(0).ShouldBe(Enumerable.Range(0, 15).Concat(Enumerable.Range(0, 15)));
        Draw(7).ShouldBe(Draw(7));
        Draw(7).ShouldNotBe(Draw(8));
        Draw(7).ShouldAllBe(round => round >= 0 && round < 15);
    }

    [Fact]
    public void The_command_prints_a_row_for_every_choice_and_the_same_as_csv()
    {
        var table = ToolRun.InProcess("replay", s_dense64, "--strategy", "shortlist", "--seeds", "1");
        var csv = ToolRun.InProcess("replay", s_dense64, "--strategy", "shortlist", "--details", "--csv");
        var transfer = ToolRun.InProcess("replay", s_dense64, "--transfer");

        table.Code.ShouldBe(ExitCodes.Done);
        table.Output.ShouldContain("shortlist");
        table.Output.ShouldContain("8 recordings of 1 specs");
        csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + 4 * 8, "a line of names, then three defaults and a strategy for every shape");
        transfer.Output.ShouldContain(ReplayReport.CarriedOverEmitted);
    }

    [Theory]
    [InlineData("--strategy", "halvin", "the closest is 'halving'")]
    [InlineData("--seeds", "-1", "it must be 0 to 1000")]
    [InlineData("--samples", "0", "at least 1")]
    public void Wrong_options_are_refused_with_what_is_allowed(string option, string value, string message)
    {
        var run = ToolRun.InProcess("replay", s_dense64, option, value);

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public void A_folder_without_recordings_is_refused()
        => ToolRun.InProcess("replay", _folder.Path).Error.ShouldContain("holds no recordings");
}
