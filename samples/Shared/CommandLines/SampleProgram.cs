using System.CommandLine;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>
/// What the samples' programs have in common. Exit codes: 0 done; 1 a file or a value is wrong, nothing was written; 2 the command line is
/// wrong.
/// </summary>
public static class SampleProgram
{
    /// <summary>Runs the action of a command line, or says what is wrong with it.</summary>
    /// <returns>The exit code.</returns>
    public static int Invoke(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
            return parsed.Invoke();
        foreach (string error in parsed.Errors.Select(error => error.Message).Distinct())
            Console.Error.WriteLine($"error: {error}");
        Console.Error.WriteLine("see --help");
        return 2;
    }

    /// <summary>Prints a report, or why there is none.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(Func<string> report)
    {
        try
        {
            Console.Out.Write(report());
            return 0;
        }
        catch (PrototxtException failure) when (failure.Problems.Count > 0)
        {
            // As compilers print them, so that editors find the line.
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        catch (Exception failure) when (failure is UserError or PrototxtException or WeightException or PictureException
            or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }
}
