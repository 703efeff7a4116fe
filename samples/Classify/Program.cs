using System.CommandLine;
using CaffeSharpGen.Classify;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Weights;

// Exit codes: 0 done; 1 a file or a value is wrong, nothing was written; 2 the command line is wrong.
int exitCode = 0;
var commandLine = new CommandLine(request => exitCode = Run(request));
ParseResult parsed = commandLine.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (string error in parsed.Errors.Select(error => error.Message).Distinct())
        Console.Error.WriteLine($"error: {error}");
    Console.Error.WriteLine("see --help");
    return 2;
}
int invoked = parsed.Invoke();
return invoked != 0 ? invoked : exitCode;

static int Run(Request request)
{
    try
    {
        Report report = Classification.Run(request, new Progress());
        Console.Out.Write(request.Json ? JsonReport.Write(report) : TextReport.Write(report));
        return 0;
    }
    catch (Exception failure) when (failure is UserError or WeightException or PictureException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {failure.Message}");
        return 1;
    }
}
