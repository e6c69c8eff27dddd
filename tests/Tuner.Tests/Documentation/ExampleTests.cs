using KernelGen.Tuner.Commands;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Documentation;

/// <summary>The examples of the help do what they say.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Examples => [.. CliReference.Commands.SelectMany(command => command.Examples)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_of_the_help_runs(string example)
    {
        var command = CliReference.Commands.Single(one => one.Examples.Contains(example));
        using var run = new ExampleRun();

        var result = run.Run(command, example);

        // What a check finds of made-up results does not matter, and there is no server.
        int[] expected = example.Contains("Host=", StringComparison.Ordinal) ? [ExitCodes.WrongInput]
            : command.FailsWhen is null ? [ExitCodes.Done] : [ExitCodes.Done, ExitCodes.CheckFailed];
        result.Code.ShouldBeOneOf(expected, $"{example}\n{result.Output}\n{result.Error}");
        if (result.Code != ExitCodes.WrongInput)
            result.Error.ShouldNotContain("error:");
    }
}
