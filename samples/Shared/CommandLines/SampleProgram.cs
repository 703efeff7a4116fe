using System.CommandLine;
using System.CommandLine.Parsing;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Reports;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>
/// What the samples' programs have in common. Exit codes: 0 done; 1 a file, a value or the device is wrong, nothing was written;
/// 2 the command line is wrong. Errors go to the error output as text, or to the standard output as JSON.
/// </summary>
public static class SampleProgram
{
    /// <summary>The option that asks for JSON.</summary>
    public const string JsonOption = "--json";

    /// <summary>Runs the action of a command line, or says what is wrong with it.</summary>
    /// <returns>The exit code.</returns>
    public static int Invoke(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
            return parsed.Invoke();
        ReportedError[] errors = [.. parsed.Errors.Select(error => error.Message).Distinct().Select(message => new ReportedError(message))];
        Write(errors, AsksForJson(parsed), hint: "see --help");
        return 2;
    }

    /// <summary>Prints a report, or why there is none.</summary>
    /// <param name="json">Whether that is printed as JSON.</param>
    /// <param name="report">Makes the report.</param>
    /// <returns>The exit code.</returns>
    public static int Print(bool json, Func<string> report)
    {
        try
        {
            Console.Out.Write(report());
            return 0;
        }
        catch (PrototxtException failure) when (failure.Problems.Count > 0 && !json)
        {
            // As compilers print them, so that editors find the line.
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        catch (Exception failure) when (FindErrors(failure) is { Length: > 0 } errors)
        {
            Write(errors, json);
            return 1;
        }
    }

    // Of anything else the program is to blame.
    private static ReportedError[] FindErrors(Exception failure) => failure switch
    {
        PrototxtException { Problems.Count: > 0 } prototxt =>
        [
            .. prototxt.Problems.Where(problem => problem.IsError).Select(
                problem => new ReportedError(problem.Message, problem.Path, problem.Line, problem.Column, problem.Code)),
        ],
        PictureException picture => [new ReportedError(picture.Message, picture.File)],
        DeviceException device => [new ReportedError(RequestedDevice.Describe(device))],
        FileNotFoundException missing => [new ReportedError(missing.Message, missing.FileName)],
        UserError or PrototxtException or WeightException or IOException or UnauthorizedAccessException or PlatformNotSupportedException
            => [new ReportedError(failure.Message)],
        DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException } =>
        [
            new ReportedError(
                $"the library that reads and writes pictures, {NativeLibrary}, cannot be loaded; "
                + $"expected it beside the program, in {AppContext.BaseDirectory}"),
        ],
        _ => [],
    };

    private static string NativeLibrary => OperatingSystem.IsWindows() ? "libSkiaSharp.dll"
        : OperatingSystem.IsMacOS() ? "libSkiaSharp.dylib"
        : "libSkiaSharp.so";

    private static void Write(ReportedError[] errors, bool json, string? hint = null)
    {
        if (json)
        {
            Console.Out.Write(ErrorReport.Write(errors));
            return;
        }
        foreach (ReportedError error in errors)
            Console.Error.WriteLine($"error: {error.Message}");
        if (hint is not null)
            Console.Error.WriteLine(hint);
    }

    // Also where other options are wrong.
    private static bool AsksForJson(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == JsonOption) is { } json
        && parsed.GetResult(json) is OptionResult { Implicit: false } given
        && given.Tokens.All(token => bool.TryParse(token.Value, out bool isWanted) && isWanted);
}
