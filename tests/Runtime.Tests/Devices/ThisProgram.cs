using System.Diagnostics;

namespace CaffeSharpGen.Runtime.Tests.Devices;

/// <summary>The program of these tests, started once more: environment variables of .NET count when a process starts.</summary>
internal static class ThisProgram
{
    /// <summary>Runs one test with an environment of its own. Returns exit code and what was printed.</summary>
    public static (int ExitCode, string Output) Run(string test, Dictionary<string, string> environment)
    {
        string dll = typeof(ThisProgram).Assembly.Location;
        string host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host, [dll, "-method", test]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        // Variables by which a test platform talks to its child are not for this one.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
