using System.CommandLine;
using KernelGen.Selection;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen completion</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create(ToolConsole console)
    {
        var shells = string.Join(", ", CompletionScripts.Shells);
        var shell = new Argument<string>("shell") { Description = $"Which shell: {shells}." };
        shell.CompletionSources.Add([.. CompletionScripts.Shells]);
        var command = new ToolCommand(
            "completion",
            "Prints a script that has a shell complete verbs, options, and the names of specs, devices and measured shapes.",
            "kernelgen completion bash >> ~/.bashrc",
            "kernelgen completion zsh > ~/.zfunc/_kernelgen",
            "kernelgen completion fish > ~/.config/fish/completions/kernelgen.fish",
            "kernelgen completion pwsh >> $PROFILE")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            var given = parsed.GetRequiredValue(shell);
            console.Output.Write(CompletionScripts.Find(given) ?? throw new ToolException(
                $"shell is '{given}'; the closest is '{ClosestName.Of(given, CompletionScripts.Shells)}', allowed are {shells}."));
            return ExitCodes.Done;
        });
        return command;
    }
}
