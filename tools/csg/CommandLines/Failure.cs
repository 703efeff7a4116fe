using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Reports;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Csg.CommandLines;

/// <summary>Why a command does not do what was asked for.</summary>
/// <param name="Message">What was found, what was expected, what to do; a line for each mistake.</param>
internal sealed record Failure(string Message)
{
    /// <summary>1: a file, a value or the device is wrong; 2: the command line is.</summary>
    public int ExitCode { get; init; } = 1;

    /// <summary>What was found in a prototxt.</summary>
    public IReadOnlyList<PrototxtProblem> Problems { get; init; } = [];

    /// <summary>The failure that an exception stands for; null if that is a mistake of this program.</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        PrototxtException { Problems.Count: > 0 } prototxt => new Failure(prototxt.Message) { Problems = prototxt.Problems },
        ProblemException { Problem: var problem } => new Failure(exception.Message) { Problems = [problem] },
        UserError or PrototxtException or WeightException or PictureException or IOException or UnauthorizedAccessException
            or PlatformNotSupportedException => new Failure(exception.Message),
        DeviceException device => new Failure(RequestedDevice.Describe(device)),
        _ => null,
    };

    /// <summary>Prints it: for people on the error output, as JSON on the output.</summary>
    /// <returns>The exit code.</returns>
    public int Print(ToolConsole console, bool asJson)
    {
        if (asJson)
        {
            PrototxtProblem? first = Problems.FirstOrDefault(problem => problem.IsError);
            ErrorJson error = first is null
                ? new ErrorJson(Message)
                : new ErrorJson(first.Message) { File = first.Path, Line = first.Line, Column = first.Column, Code = first.Code };
            DiagnosticJson[]? diagnostics = Problems.Count == 0 ? null : [.. Problems.Select(DiagnosticJson.Of)];
            Write(console, JsonReport.Write(new FailureJson(error, diagnostics), ToolJson.Context.FailureJson));
        }
        else
        {
            // Those of a prototxt are printed as compilers do, so that editors find the line.
            string prefix = Problems.Count > 0 ? "" : console.ErrorPrefix;
            foreach (string line in Message.Split('\n'))
                console.Error.WriteLine(prefix + line);
            if (ExitCode == 2)
                console.Error.WriteLine("see --help");
        }
        return ExitCode;
    }

    // Where the output itself is what fails, such as on a full disk, the error output says so.
    private static void Write(ToolConsole console, string json)
    {
        try
        {
            console.Out.Write(json);
        }
        catch (IOException failure)
        {
            console.Error.WriteLine($"{console.ErrorPrefix}the output cannot be written: {failure.Message}");
        }
    }
}
