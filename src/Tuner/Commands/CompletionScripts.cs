namespace KernelGen.Tuner.Commands;

/// <summary>
/// Scripts that ask the tool itself, by the command line library's directive <c>[suggest:position]</c>, for what may follow. Each hands over what stands before the
/// cursor without the tool's name; offers options only where a hyphen was typed, so that the shell's own files come where an assembly is due; and drops
/// <c>/?</c> and <c>/h</c>, which are paths to most shells.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # Completion of kernelgen for bash.
        _kernelgen() {
            local typed="${COMP_LINE:0:COMP_POINT}" found quoted
            local rest="${typed#"${COMP_WORDS[0]}"}" word="${typed##*[[:space:]]}"
            # Bash splits words at colons and equals signs, and wants what stands after the last one.
            local before="${word%"${word##*[:=]}"}"
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == '/?' || $found == '/h' ]] && continue
                [[ $found == -* && $word != -* ]] && continue
                [[ $found == "$word"* ]] || continue
                printf -v quoted '%q' "${found#"$before"}"
                COMPREPLY+=("$quoted")
            done < <("${COMP_WORDS[0]}" "[suggest:${#rest}]" "$rest" 2>/dev/null)
        }
        complete -o default -F _kernelgen kernelgen

        """;

    private const string Zsh = """
        #compdef kernelgen
        # Completion of kernelgen for zsh: a file _kernelgen in a folder of $fpath.
        _kernelgen() {
            local rest="${(j: :)words[2,CURRENT]}"
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#rest}]" "$rest" 2>/dev/null)}")
            found=("${(@)found:#/[?h]}")
            [[ "${words[CURRENT]}" == -* ]] || found=("${(@)found:#-*}")
            compadd -a found || _files
        }
        if [[ "${funcstack[1]}" == _kernelgen ]]; then _kernelgen "$@"; else compdef _kernelgen kernelgen; fi

        """;

    private const string Fish = """
        # Completion of kernelgen for fish.
        function __kernelgen_complete
            set -l typed (commandline -cp)
            set -l rest (string replace -r '^\s*\S+' '' -- "$typed")
            set -l found (kernelgen "[suggest:"(string length -- "$rest")"]" "$rest" 2>/dev/null | string match -v -r '^/[?h]$')
            if not string match -q -- '-*' (commandline -ct)
                set found (string match -v -- '-*' $found)
            end
            printf '%s\n' $found
        end
        complete -c kernelgen -a '(__kernelgen_complete)'

        """;

    private const string PowerShell = """
        # Completion of kernelgen for PowerShell.
        Register-ArgumentCompleter -Native -CommandName kernelgen -ScriptBlock {
            param($word, $ast, $cursor)
            $name = $ast.CommandElements[0].Extent
            $typed = $ast.ToString().PadRight($cursor - $ast.Extent.StartOffset)
            $rest = $typed.Substring($name.EndOffset - $ast.Extent.StartOffset, $cursor - $name.EndOffset)
            & $name.Text "[suggest:$($rest.Length)]" $rest 2>$null |
                Where-Object { $_ -notin '/?', '/h' -and ($word.StartsWith('-') -or -not $_.StartsWith('-')) -and $_.StartsWith($word) } |
                ForEach-Object {
                    $text = if ($_ -match '\s') { "'$_'" } else { $_ }
                    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
                }
        }

        """;

    private static readonly (string Shell, string Script)[] All = [("bash", Bash), ("zsh", Zsh), ("pwsh", PowerShell), ("fish", Fish)];

    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = [.. All.Select(one => one.Shell)];

    /// <summary>The script of a shell; null for an unknown one.</summary>
    public static string? Find(string shell) => All.FirstOrDefault(one => string.Equals(one.Shell, shell, StringComparison.OrdinalIgnoreCase)).Script?.ReplaceLineEndings("\n");
}
