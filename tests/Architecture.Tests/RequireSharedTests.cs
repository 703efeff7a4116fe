using System.Diagnostics;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>The step of .ci/run that fails where the reference data is there and a test was skipped for want of it.</summary>
public sealed class RequireSharedTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Tests_that_lack_a_file_of_it_are_failures_with_their_names()
    {
        (int exitCode, string output) = Run($"""
            skipped Some.Tests.One(name: "model")
              {SharedFolder.ReasonOf("golden", "nothing.t7")}
              from /tests/Some.dll (net10.0|x64)
            skipped Some.Tests.Two
              this processor has no AVX-512
              from /tests/Some.dll (net10.0|x64)
            Test run summary: Passed!
            """, folder);
        Assert.Equal(1, exitCode);
        Assert.Contains("""Some.Tests.One(name: "model"):  needs ../shared/golden/nothing.t7""", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Some.Tests.Two", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tests_that_lack_something_else_are_none()
    {
        (int exitCode, string output) = Run("""
            skipped Some.Tests.Two
              this processor has no AVX-512
            skipped Some.Tests.Explicit
              Not run (due to explicit test filtering)
            """, folder);
        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public void Where_it_is_absent_tests_may_lack_it()
    {
        string absent = Path.Combine(folder, "absent");
        (int exitCode, string output) = Run($"skipped Some.Tests.One\n  {SharedFolder.ReasonOf("nothing")}\n", absent);
        Assert.Equal((0, ""), (exitCode, output));
    }

    private (int ExitCode, string Output) Run(string log, string shared)
    {
        string file = Path.Combine(folder, "tests.log");
        File.WriteAllText(file, log.ReplaceLineEndings("\n"));
        string script = SharedFolder.InRepository(".ci", "require-shared");
        var start = new ProcessStartInfo("bash", [script, file]) { RedirectStandardOutput = true };
        start.Environment["CSG_SHARED"] = shared;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
