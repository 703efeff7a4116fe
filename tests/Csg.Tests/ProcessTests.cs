using System.Diagnostics;
using System.Text;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>The tool as a process, and shells that complete its command lines.</summary>
public sealed class ProcessTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "csg.dll");

    // The dotnet that runs these tests.
    private static readonly string Host = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    [Fact]
    public void A_process_has_exit_codes_and_no_colors()
    {
        Assert.Equal(0, Run(Host, [Program, "--version"]).ExitCode);
        Outcome table = Run(Host, [Program, "inspect", Tool.Model("scenes.prototxt")]);
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.DoesNotContain('\e', table.Out);
        Assert.Contains("N×3×128×128", table.Out);
        Outcome missing = Run(Host, [Program, "inspect", "none"]);
        Assert.Equal((1, ""), (missing.ExitCode, missing.Out));
        Assert.Equal(2, Run(Host, [Program, "inspekt"]).ExitCode);
    }

    // Bash asks the tool through the script, as it does when a user presses Tab.
    [Theory]
    [InlineData("csg ins", "inspect")]
    [InlineData("csg inspect --ke", "--keep-loss")]
    [InlineData("csg inspect ", "")]
    [InlineData("csg completion ", "bash fish pwsh zsh")]
    [InlineData("csg explain a.png --network squeezenet_", "squeezenet_v1.0 squeezenet_v1.1")]
    public void Bash_completes(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        string[] words = line.Split(' ');
        string script = $$"""
            csg() { "{{Host}}" "{{Program}}" "$@"; }
            source <(csg completion bash)
            complete -p csg >&2
            COMP_WORDS=({{string.Join(' ', words.Select(word => $"'{word}'"))}}) COMP_CWORD={{words.Length - 1}} COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _csg
            printf '%s\n' "${COMPREPLY[@]}" | sort
            """;
        Outcome outcome = Run("/bin/bash", ["-c", script]);
        Assert.Equal((0, "complete -o default -F _csg csg"), (outcome.ExitCode, outcome.Error.Trim()));
        Assert.Equal(expected, string.Join(' ', outcome.Out.Trim().Split('\n')));
    }

    [Theory]
    [InlineData("zsh", "compdef _csg csg")]
    [InlineData("fish", "complete -c csg")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName csg")]
    public void Other_shells_have_scripts(string shell, string part)
    {
        string script = Tool.Run("completion", shell).Succeeded().Out;
        Assert.Contains(part, script);
        Assert.Contains("[suggest:", script);
        Assert.DoesNotContain('\r', script);
        Tool.Run("completion", "tcsh").FailedWith(2, "tcsh");
    }

    private static Outcome Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within two minutes");
        }
        return new Outcome(process.ExitCode, output.Result, error.Result);
    }
}
