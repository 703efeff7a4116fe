namespace CaffeSharpGen.Csg.Completion;

/// <summary>
/// Scripts that ask the tool itself (<c>csg [suggest:12] "csg inspect --"</c>). Options are offered behind a dash only: elsewhere a name,
/// or else a file, is meant.
/// </summary>
internal static class CompletionScript
{
    private const string Bash = """
        # Completion of csg for bash.
        _csg() {
            local word="${COMP_WORDS[COMP_CWORD]}" candidate
            COMPREPLY=()
            while IFS= read -r candidate; do
                [[ $candidate == "$word"* ]] || continue
                [[ $candidate == -* && $word != -* ]] && continue
                COMPREPLY+=("$candidate")
            done < <(csg "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o default -F _csg csg

        """;

    private const string Zsh = """
        # Completion of csg for zsh; after compinit.
        _csg() {
            local line="${words[*]}"
            local -a candidates
            candidates=("${(@f)$(csg "[suggest:${#line}]" "$line" 2>/dev/null)}")
            [[ "$PREFIX" == -* ]] || candidates=("${(@)candidates:#-*}")
            candidates=("${(@)candidates:#}")
            if (( $#candidates )); then compadd -a candidates; else _files; fi
        }
        compdef _csg csg

        """;

    private const string Fish = """
        # Completion of csg for fish.
        function __csg_complete
            set -l line (commandline -cp)
            set -l word (commandline -ct)
            for candidate in (csg "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
                if string match -q -- '-*' "$word"; or not string match -q -- '-*' "$candidate"
                    echo $candidate
                end
            end
        end
        complete -c csg -a '(__csg_complete)'

        """;

    private const string PowerShell = """
        # Completion of csg for PowerShell.
        Register-ArgumentCompleter -Native -CommandName csg -ScriptBlock {
            param($word, $ast, $position)
            $line = $ast.ToString()
            csg "[suggest:$position]" "$line" 2>$null |
                Where-Object { $_ -like "$word*" -and ($word -like '-*' -or $_ -notlike '-*') } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }

        """;

    /// <summary>The shells.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of one, with its line ends.</summary>
    public static string For(string shell) => (shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    }).ReplaceLineEndings("\n");
}
